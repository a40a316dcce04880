#include "features/duplicates/duplicate.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(MovedRecords, (), (record_type, ids))
BOOST_DESCRIBE_STRUCT(TakenField, (), (field, before, after))
BOOST_DESCRIBE_STRUCT(ParticipantMerge, (),
                      (id, version, kept_id, merged_id, merged_by, merged_at, reason, moved, taken, pairs, followers,
                       undone_by, undone_at, undo_reason))
BOOST_DESCRIBE_STRUCT(MergeParticipants, (), (id, version, other_id, other_version, reason, take))
BOOST_DESCRIBE_STRUCT(UndoMerge, (), (id, version, reason))

template <>
RecordType const& record_type<MovedRecords>() {
    static RecordType const type = describe<MovedRecords>("moved_records", {}, {});
    return type;
}

template <>
RecordType const& record_type<TakenField>() {
    static RecordType const type = describe<TakenField>("taken_field", {}, {});
    return type;
}

template <>
RecordType const& record_type<ParticipantMerge>() {
    static RecordType const type =
        describe<ParticipantMerge>("participant_merge", {"participant", "kept_id"},
                                   {{"kept_id", {.references = "participant"}},
                                    {"merged_id", {.references = "participant"}},
                                    {"merged_by", {.sensitivity = Sensitivity::open}},
                                    {"reason", {.max_characters = merge_reason_characters_max}},
                                    {"taken", {.sensitivity = Sensitivity::sealed}},
                                    {"undone_by", {.sensitivity = Sensitivity::open}},
                                    {"undo_reason", {.max_characters = merge_reason_characters_max}}});
    return type;
}

template <>
RecordType const& record_type<MergeParticipants>() {
    static RecordType const type =
        describe<MergeParticipants>("merge_participants", {},
                                    {{"id", {.references = "participant"}},
                                     {"other_id", {.references = "participant"}},
                                     {"reason", {.max_characters = merge_reason_characters_max}}});
    return type;
}

template <>
RecordType const& record_type<UndoMerge>() {
    static RecordType const type = describe<UndoMerge>(
        "undo_merge", {},
        {{"id", {.references = "participant_merge"}}, {"reason", {.max_characters = merge_reason_characters_max}}});
    return type;
}

}  // namespace cairn
