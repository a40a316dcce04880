#include "base/text.hpp"
#include "features/duplicates/duplicate.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

constexpr std::string_view leads_to_sql = "SELECT coalesce(merged_into_id, id) FROM participant WHERE id = $1";
constexpr std::string_view partners_sql = "SELECT merged_id FROM participant_merge WHERE kept_id = $1 UNION "
                                          "SELECT kept_id FROM participant_merge WHERE merged_id = $1 LIMIT $2";

Error decided_before() {
    return {ErrorCode::illegal_transition, "This pair was decided before; only an open one can be dismissed."};
}

}  // namespace

Result<Written> dismiss_duplicate(Permit const& permit, Organization& organization, DismissDuplicate const& command,
                                  std::string key) {
    if (auto const allowed = permit.require(Permission::review_duplicates); !allowed) return allowed.error();
    auto const program = organization.program();
    auto const request = write_request(permit, "dismiss_duplicate", std::move(key), to_json(command),
                                       {stream_of("possible_duplicate", command.id)},
                                       {{&record_type<PossibleDuplicate>(), to_string(command.id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = tx.get(command.id);
        if (!stored) return stored.error();
        for (auto const& id : {stored->participant_id, stored->other_id}) {
            if (!tx.exists(kept_person(tx, id))) return not_found(record_type<PossibleDuplicate>().name);
        }
        auto pair = get_seen(tx, command.id, command.version);
        if (!pair) return pair.error();
        if (pair->status != DuplicateStatus::open) return decided_before();
        Problems problems;
        check_declared<DismissDuplicate>(command, nullptr, check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        pair->status = DuplicateStatus::not_same;
        pair->decided_by = permit.actor();
        pair->decided_at = tx.now();
        pair->decision_reason = command.reason;
        return put_changed(tx, *std::move(pair));
    });
}

Id<Participant> kept_person(Reader& reader, Id<Participant> const& id) {
    auto const kept = reader.text({leads_to_sql, {to_string(id)}});
    return kept ? Id<Participant>{Uuid::parse(*kept).value()} : id;
}

std::vector<std::string> charts_with_history(Reader& reader, std::string const& participant_id) {
    std::vector<std::string> charts{participant_id};
    auto const limit = static_cast<std::int64_t>(merge_followers_max);
    reader.each({partners_sql, {participant_id, limit}}, [&](Row const& row) {
        charts.emplace_back(row.text(0));
        return true;
    });
    return charts;
}

}  // namespace cairn
