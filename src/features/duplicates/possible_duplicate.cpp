#include "features/duplicates/duplicate.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(DuplicateStatus, open, not_same, merged)
BOOST_DESCRIBE_STRUCT(PossibleDuplicate, (),
                      (id, version, participant_id, other_id, score, reasons, status, decided_by, decided_at,
                       decision_reason))
BOOST_DESCRIBE_STRUCT(PersonSummary, (), (id, given_name, family_name, preferred_name, birth_date))
BOOST_DESCRIBE_STRUCT(DuplicateCandidate, (), (participant, score, reasons))
BOOST_DESCRIBE_STRUCT(DuplicatePair, (),
                      (id, version, participant, other, score, reasons, status, decided_by, decided_at,
                       decision_reason))
BOOST_DESCRIBE_STRUCT(DismissDuplicate, (), (id, version, reason))

template <>
RecordType const& record_type<PossibleDuplicate>() {
    static RecordType const type =
        describe<PossibleDuplicate>("possible_duplicate", {"possible_duplicate", "id"},
                                    // No references: an import that is taken back takes people with it, and their
                                    // pairs then lead nowhere.
                                    {{"reasons", {.code_list = "duplicate_reason"}},
                                     {"decided_by", {.sensitivity = Sensitivity::open}},
                                     {"decision_reason", {.max_characters = duplicate_reason_characters_max}}});
    return type;
}

template <>
RecordType const& record_type<PersonSummary>() {
    static RecordType const type = describe<PersonSummary>("person_summary", {}, {});
    return type;
}

template <>
RecordType const& record_type<DuplicateCandidate>() {
    static RecordType const type = describe<DuplicateCandidate>("duplicate_candidate", {}, {});
    return type;
}

template <>
RecordType const& record_type<DuplicatePair>() {
    static RecordType const type = describe<DuplicatePair>("duplicate_pair", {}, {});
    return type;
}

template <>
RecordType const& record_type<DismissDuplicate>() {
    static RecordType const type =
        describe<DismissDuplicate>("dismiss_duplicate", {},
                                   {{"id", {.references = "possible_duplicate"}},
                                    {"reason", {.max_characters = duplicate_reason_characters_max}}});
    return type;
}

}  // namespace cairn
