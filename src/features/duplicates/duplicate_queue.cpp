#include "features/duplicates/duplicate_queue.hpp"

#include "access/sight.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(MergeSummary, (),
                      (id, version, kept_id, merged_id, merged_by, merged_at, reason, undone_by, undone_at,
                       undo_reason))

namespace {

PersonSummary read_summary(Row const& row, int first) {
    auto const text = [&](int column) {
        return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
    };
    PersonSummary person{
        .given_name = text(first + 1), .family_name = text(first + 2), .preferred_name = text(first + 3)};
    person.id.uuid = Uuid::parse(row.text(first)).value();
    if (!row.is_null(first + 4)) person.birth_date = Date::parse(row.text(first + 4)).value();
    return person;
}

DuplicatePair read_pair(Row const& row, int summary_columns) {
    auto const pair = read_record<PossibleDuplicate>(row, 2 * summary_columns);
    return {.id = pair.id,
            .version = pair.version,
            .participant = read_summary(row, 0),
            .other = read_summary(row, summary_columns),
            .score = pair.score,
            .reasons = pair.reasons,
            .status = pair.status,
            .decided_by = pair.decided_by,
            .decided_at = pair.decided_at,
            .decision_reason = pair.decision_reason};
}

}  // namespace

template <>
RecordType const& record_type<MergeSummary>() {
    static RecordType const type = describe<MergeSummary>(
        "merge_summary", {},
        {{"merged_by", {.sensitivity = Sensitivity::open}}, {"undone_by", {.sensitivity = Sensitivity::open}}});
    return type;
}

std::vector<DuplicatePair> pairs_to_review(Reader& reader, Permit const& permit, std::string_view status,
                                           std::string const& after, std::size_t most) {
    constexpr int summary_columns = 5;
    SqlValues parameters{std::string(status), after};
    // Pairs whose two have become one otherwise are settled; those that a merge decided are one by nature.
    auto const one = sight_condition(permit, "a.id", parameters);
    auto const two = sight_condition(permit, "b.id", parameters);
    auto const sql =
        "SELECT a.id, a.given_name, a.family_name, a.preferred_name, a.birth_date, "
        "b.id, b.given_name, b.family_name, b.preferred_name, b.birth_date, " +
        column_list(record_type<PossibleDuplicate>(), "d.") +
        " FROM possible_duplicate d JOIN participant x ON x.id = d.participant_id JOIN participant y ON y.id = "
        "d.other_id JOIN participant a ON a.id = coalesce(x.merged_into_id, x.id) JOIN participant b ON b.id = "
        "coalesce(y.merged_into_id, y.id) WHERE d.status = $1 AND d.id > $2 AND (a.id <> b.id OR d.status = 'merged') "
        "AND " +
        one + " AND " + two + " ORDER BY d.id LIMIT " + std::to_string(most);
    std::vector<DuplicatePair> pairs;
    reader.each({sql, std::move(parameters)}, [&](Row const& row) {
        pairs.push_back(read_pair(row, summary_columns));
        return true;
    });
    return pairs;
}

std::vector<MergeSummary> merges_of(Reader& reader, Id<Participant> const& participant, std::string const& after,
                                    std::size_t most) {
    auto const sql = "SELECT " + column_list(record_type<MergeSummary>()) +
                     " FROM participant_merge WHERE (kept_id = $1 OR merged_id = $1) AND id > $2 ORDER BY id LIMIT " +
                     std::to_string(most);
    std::vector<MergeSummary> merges;
    reader.each({sql, {to_string(participant), after}}, [&](Row const& row) {
        merges.push_back(read_record<MergeSummary>(row));
        return true;
    });
    return merges;
}

}  // namespace cairn
