#include "base/present.hpp"
#include "base/text.hpp"
#include "features/participants/participant.hpp"

namespace cairn {
namespace {

constexpr int age_days_max = age_years_max * 365 + age_years_max / 4;

void check_birth_date(Participant const& participant, CheckContext const& context, Problems& problems) {
    if (!participant.birth_date) return;
    auto const& zone = context.program.settings.time_zone;
    if (is_in_future(*participant.birth_date, context.now, zone)) {
        problems.push_back({"birth_date", "future", "A date of birth cannot lie in the future."});
    }
    if (local_today(context.now, zone) - *participant.birth_date > age_days_max) {
        problems.push_back({"birth_date", "too_early",
                            "This would be more than " + std::to_string(age_years_max) +
                                " years ago. Leave it empty when it is not known."});
    }
}

void check_not_merged(Participant const& previous, Problems& problems) {
    if (!previous.merged_into_id) return;
    problems.push_back(
        {"", "merged", "This participant was merged into another. Change the chart that they are part of now."});
}

}  // namespace

std::string folded_name_key(Participant const& participant) {
    std::vector<std::string> names;
    for (auto const* name : {&participant.family_name, &participant.given_name, &participant.preferred_name}) {
        if (*name) names.push_back(**name);
    }
    return fold_text(join(names, " "));
}

void complete_and_check(Participant& participant, Participant const* previous, CheckContext const& context,
                        Problems& problems) {
    participant.name_key = folded_name_key(participant);
    if (previous != nullptr) {
        participant.registered_by = previous->registered_by;
        participant.merged_into_id = previous->merged_into_id;
        participant.in_view_of = previous->in_view_of;
        check_not_merged(*previous, problems);
    }
    check_declared(participant, previous, context, problems);
    check_birth_date(participant, context, problems);
}

}  // namespace cairn
