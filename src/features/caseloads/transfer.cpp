#include "features/caseloads/caseload.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(TransferStatus, planned, done, cancelled)
BOOST_DESCRIBE_STRUCT(TransferItem, (), (episode_id, referral_id, to_staff_id))
BOOST_DESCRIBE_STRUCT(MovedItem, (), (participant_id, episode_id, referral_id, to_staff_id))
BOOST_DESCRIBE_STRUCT(CaseloadTransfer, (),
                      (id, version, from_staff_id, to_staff_id, effective_on, reason, status, whole, items, moved,
                       arranged_by, done_at, cancelled_at, held_because))
BOOST_DESCRIBE_STRUCT(ArrangeTransfer, (), (id, from_staff_id, to_staff_id, effective_on, reason, items))
BOOST_DESCRIBE_STRUCT(CancelTransfer, (), (id, version))
BOOST_DESCRIBE_STRUCT(PreviewedItem, (), (participant_id, participant_name, episode_id, referral_id, to_staff_id))
BOOST_DESCRIBE_STRUCT(PreviewedPeer, (),
                      (staff_id, display_name, open_episodes, open_referrals, episodes_to_come, referrals_to_come,
                       caseload_max, over_capacity))
BOOST_DESCRIBE_STRUCT(TransferPreview, (), (from_staff_id, effective_on, episodes, referrals, items, peers))

template <>
RecordType const& record_type<TransferItem>() {
    static RecordType const type = describe<TransferItem>("transfer_item", {},
                                                          {{"episode_id", {.references = "episode"}},
                                                           {"referral_id", {.references = "referral"}},
                                                           {"to_staff_id", {.references = "staff"}}});
    return type;
}

template <>
RecordType const& record_type<MovedItem>() {
    static RecordType const type = describe<MovedItem>("moved_item", {},
                                                       {{"participant_id", {.references = "participant"}},
                                                        {"episode_id", {.references = "episode"}},
                                                        {"referral_id", {.references = "referral"}},
                                                        {"to_staff_id", {.references = "staff"}}});
    return type;
}

// In the file of whom it moves from: two transfers of one caseload meet there. Of the people it moves, such a file
// tells nobody; the list is opened for those who may see them (arrangement_list.hpp).
template <>
RecordType const& record_type<CaseloadTransfer>() {
    static RecordType const type =
        describe<CaseloadTransfer>("caseload_transfer", {"staff", "from_staff_id"},
                                   {{"from_staff_id", {.references = "staff"}},
                                    {"to_staff_id", {.references = "staff"}},
                                    {"reason", {.max_characters = reason_characters_max}},
                                    {"status", {.derived = true}},
                                    {"whole", {.derived = true}},
                                    {"items", {.sensitivity = Sensitivity::sealed}},
                                    {"moved", {.derived = true, .sensitivity = Sensitivity::sealed}},
                                    {"arranged_by", {.derived = true, .sensitivity = Sensitivity::open}},
                                    {"done_at", {.derived = true}},
                                    {"cancelled_at", {.derived = true}},
                                    {"held_because", {.derived = true}}});
    return type;
}

template <>
RecordType const& record_type<ArrangeTransfer>() {
    static RecordType const type = describe<ArrangeTransfer>("arrange_transfer", {},
                                                             {{"id", {.references = "caseload_transfer"}},
                                                              {"from_staff_id", {.references = "staff"}},
                                                              {"to_staff_id", {.references = "staff"}},
                                                              {"reason", {.max_characters = reason_characters_max}},
                                                              {"items", {.has_default = true}}});
    return type;
}

template <>
RecordType const& record_type<CancelTransfer>() {
    static RecordType const type =
        describe<CancelTransfer>("cancel_transfer", {}, {{"id", {.references = "caseload_transfer"}}});
    return type;
}

template <>
RecordType const& record_type<PreviewedItem>() {
    static RecordType const type = describe<PreviewedItem>("previewed_item", {});
    return type;
}

template <>
RecordType const& record_type<PreviewedPeer>() {
    static RecordType const type = describe<PreviewedPeer>("previewed_peer", {});
    return type;
}

template <>
RecordType const& record_type<TransferPreview>() {
    static RecordType const type = describe<TransferPreview>("transfer_preview", {});
    return type;
}

}  // namespace cairn
