#include "features/participants/lists/entry.hpp"

namespace cairn {

std::optional<Participant> check_head(EntryHead const& entry, std::optional<EntryHead> const& previous,
                                      CheckContext const& context, Problems& problems) {
    if (previous && previous->voided) {
        problems.push_back({"", "removed", "This entry was removed and stays as it is."});
    }
    if (previous && previous->participant_id != entry.participant_id) {
        problems.push_back({"participant_id", "fixed", "An entry stays with its participant."});
    }
    if (entry.voided != entry.reason_given) {
        problems.push_back({"void_reason", "required", "A removed entry has both a time and a reason."});
    }
    if (entry.participant_id.is_nil()) return std::nullopt;  // reported as required
    return context.named(entry.participant_id, "participant_id", problems);
}

void check_past_day(std::optional<Date> const& day, std::string_view field,
                    std::optional<Participant> const& participant, CheckContext const& context, Problems& problems) {
    if (!day) return;
    if (is_in_future(*day, context.now, context.program.settings.time_zone)) {
        problems.push_back({std::string(field), "future", "This day has not come yet."});
    }
    if (participant && participant->birth_date && *day < *participant->birth_date) {
        problems.push_back({std::string(field), "order", "This day lies before the participant's birth."});
    }
}

void check_order(std::optional<Date> const& first, std::optional<Date> const& last, std::string_view last_field,
                 Problems& problems) {
    if (first && last && *last < *first) {
        problems.push_back({std::string(last_field), "order", "The last day cannot come before the first."});
    }
}

}  // namespace cairn
