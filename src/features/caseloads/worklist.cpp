#include "features/caseloads/worklist.hpp"

#include <algorithm>

#include "base/present.hpp"
#include "base/text.hpp"
#include "features/caseloads/worklist_store.hpp"

namespace cairn {
namespace {

constexpr std::int64_t minutes_per_hour = 60;
constexpr std::int64_t minutes_per_day = 24 * minutes_per_hour;

// A list of two parts says in its cursor which part it is in.
constexpr std::string_view in_referrals = "r";
constexpr std::string_view in_episodes = "e";

struct Place {
    std::string part{in_referrals};
    std::optional<After> after{};
};

std::string cursor_of(std::string_view part, std::string_view key, std::string_view id) {
    return std::string(part) + "\n" + std::string(key) + "\n" + std::string(id);
}

std::string cursor_of(Referral const& referral) {
    return cursor_of(in_referrals, to_string(referral.received_on), to_string(referral.id));
}

// Cursors are sealed, so that what comes back is what cursor_of gave.
Place place_of(std::optional<std::string> const& cursor) {
    if (!cursor) return {};
    auto const parts = split(*cursor, '\n');
    if (parts.size() != 3) return {};
    Place place{std::string(parts[0]), std::nullopt};
    if (!parts[2].empty()) place.after = After{std::string(parts[1]), std::string(parts[2])};
    return place;
}

ClockShown shown(ReferralClock const& clock) { return {clock.state, clock.due_at, clock.overdue_minutes, clock.rule}; }

ReferralClocks clocks_of(WorklistView const& view, OpenReferral const& open) {
    return referral_clocks(view.program.settings, open.referral, view.now, open.time_zone);
}

EpisodeClock clock_of(WorklistView const& view, OpenEpisode const& open) {
    return episode_clock(view.program.settings, open.episode, open.last_reached_on,
                         local_today(view.now, open.time_zone));
}

ReferralRow row_of(WorklistView const& view, OpenReferral const& open) {
    auto const clocks = clocks_of(view, open);
    auto const& referral = open.referral;
    return {.id = referral.id,
            .version = referral.version,
            .participant_id = referral.participant_id,
            .participant_name = open.participant_name,
            .site_id = referral.site_id,
            .peer_id = referral.peer_id,
            .status = referral.status,
            .urgency = referral.urgency,
            .received_at = referral.received_at,
            .first_attempt = shown(clocks.first_attempt),
            .first_contact = shown(clocks.first_contact)};
}

CaseloadRow row_of(WorklistView const& view, OpenEpisode const& open) {
    auto const clock = clock_of(view, open);
    auto const& episode = open.episode;
    CaseloadRow row{.id = episode.id,
                    .version = episode.version,
                    .participant_id = episode.participant_id,
                    .participant_name = open.participant_name,
                    .site_id = episode.site_id,
                    .peer_id = episode.peer_id,
                    .status = *episode.status,
                    .stage = clock.stage,
                    .month = clock.month,
                    .started_on = episode.started_on,
                    .planned_end_on = episode.planned_end_on,
                    .last_contact_on = open.last_reached_on,
                    .days_without_contact = clock.days_without_contact,
                    .next_contact_on = open.next_contact_on};
    row.clock =
        clock.paused ? ContactClock::paused : (clock.overdue_days > 0 ? ContactClock::overdue : ContactClock::running);
    row.due_on = clock.due_on;
    row.overdue_days = clock.overdue_days;
    row.rule = clock.rule;
    row.reason = clock.reason;
    return row;
}

std::string in_words(std::int64_t minutes) {
    auto const counted = [](std::int64_t count, std::string_view unit) {
        return std::to_string(count) + " " + std::string(unit) + (count == 1 ? "" : "s");
    };
    if (minutes < minutes_per_hour) return counted(minutes, "minute");
    if (minutes < 2 * minutes_per_day) return counted(minutes / minutes_per_hour, "hour");
    return counted(minutes / minutes_per_day, "day");
}

// The later of the two clocks says more: a first contact that is overdue comes after the attempt.
std::optional<OverdueRow> overdue_row(WorklistView const& view, OpenReferral const& open) {
    auto const clocks = clocks_of(view, open);
    bool const nobody_tried = clocks.first_attempt.state == ClockState::overdue;
    if (!nobody_tried && clocks.first_contact.state != ClockState::overdue) return std::nullopt;
    auto const& clock = nobody_tried ? clocks.first_attempt : clocks.first_contact;
    auto const& referral = open.referral;
    return OverdueRow{.referral_id = referral.id,
                      .episode_id = {},
                      .version = referral.version,
                      .participant_id = referral.participant_id,
                      .participant_name = open.participant_name,
                      .site_id = referral.site_id,
                      .peer_id = referral.peer_id,
                      .overdue_minutes = clock.overdue_minutes,
                      .rule = clock.rule,
                      .reason = (nobody_tried ? "Nobody has tried yet; that is overdue by "
                                              : "The participant has not been reached yet; that is overdue by ") +
                                in_words(clock.overdue_minutes) + "."};
}

std::optional<OverdueRow> overdue_row(WorklistView const& view, OpenEpisode const& open) {
    auto const clock = clock_of(view, open);
    if (clock.overdue_days == 0) return std::nullopt;
    auto const& episode = open.episode;
    return OverdueRow{.referral_id = {},
                      .episode_id = episode.id,
                      .version = episode.version,
                      .participant_id = episode.participant_id,
                      .participant_name = open.participant_name,
                      .site_id = episode.site_id,
                      .peer_id = episode.peer_id,
                      .overdue_minutes = clock.overdue_days * minutes_per_day,
                      .rule = clock.rule,
                      .reason = clock.reason};
}

UnassignedRow unassigned_row(WorklistView const& view, OpenReferral const& open) {
    auto const clocks = clocks_of(view, open);
    auto const& referral = open.referral;
    return {.referral_id = referral.id,
            .episode_id = {},
            .version = referral.version,
            .participant_id = referral.participant_id,
            .participant_name = open.participant_name,
            .site_id = referral.site_id,
            .since = referral.received_on,
            .urgency = referral.urgency,
            .first_attempt = shown(clocks.first_attempt),
            .first_contact = shown(clocks.first_contact)};
}

UnassignedRow unassigned_row(WorklistView const& /*view*/, OpenEpisode const& open) {
    auto const& episode = open.episode;
    UnassignedRow row;
    row.episode_id = episode.id;
    row.version = episode.version;
    row.participant_id = episode.participant_id;
    row.participant_name = open.participant_name;
    row.site_id = episode.site_id;
    row.since = episode.started_on;
    return row;
}

// Goes through referrals and then episodes, from where the cursor says. `take(open)` gives a row or nothing. Stops when
// the page is full or `examined_max` have been looked at, and says where to go on.
template <class Row, class Take>
WorklistPage<Row> go_through(WorklistView const& view, WorklistAsked const& asked, Whose whose,
                             std::size_t examined_max, Take const& take) {
    WorklistPage<Row> page;
    auto const start = place_of(asked.after);
    std::size_t examined = 0;
    std::string last = asked.after.value_or("");
    auto const look_at = [&](auto const& open, std::string here) {
        if (page.rows.size() == asked.limit || examined == examined_max) {
            page.next = last;
            return false;
        }
        ++examined;
        if (auto row = take(open)) page.rows.push_back(std::move(*row));
        last = std::move(here);
        return true;
    };
    OpenWorkAsked work{.staff_id = asked.staff_id, .whose = whose, .after = start.after, .limit = examined_max + 1};
    if (start.part == in_referrals) {
        each_open_referral(view, work,
                           [&](OpenReferral const& open) { return look_at(open, cursor_of(open.referral)); });
        if (page.next) return page;
        work.after.reset();
        last = cursor_of(in_episodes, "", "");
    }
    each_open_episode(view, work, EpisodeOrder::by_id, [&](OpenEpisode const& open) {
        return look_at(open, cursor_of(in_episodes, "", to_string(open.episode.id)));
    });
    return page;
}

}  // namespace

WorklistPage<ReferralRow> referrals_to_reach(WorklistView const& view, WorklistAsked const& asked) {
    WorklistPage<ReferralRow> page;
    std::string last;
    each_open_referral(view,
                       {.staff_id = asked.staff_id, .after = place_of(asked.after).after, .limit = asked.limit + 1},
                       [&](OpenReferral const& open) {
                           if (page.rows.size() == asked.limit) {
                               page.next = last;
                               return false;
                           }
                           page.rows.push_back(row_of(view, open));
                           last = cursor_of(open.referral);
                           return true;
                       });
    return page;
}

WorklistPage<CaseloadRow> caseload(WorklistView const& view, WorklistAsked const& asked) {
    WorklistPage<CaseloadRow> page;
    std::string last;
    each_open_episode(view,
                      {.staff_id = asked.staff_id, .after = place_of(asked.after).after, .limit = asked.limit + 1},
                      EpisodeOrder::by_name, [&](OpenEpisode const& open) {
                          if (page.rows.size() == asked.limit) {
                              page.next = last;
                              return false;
                          }
                          page.rows.push_back(row_of(view, open));
                          last = cursor_of(in_episodes, open.name_key, to_string(open.episode.id));
                          return true;
                      });
    return page;
}

WorklistPage<OverdueRow> overdue(WorklistView const& view, WorklistAsked const& asked) {
    auto page = go_through<OverdueRow>(view, asked, Whose::callers, overdue_examined_max,
                                       [&](auto const& open) { return overdue_row(view, open); });
    std::stable_sort(page.rows.begin(), page.rows.end(),
                     [](auto const& a, auto const& b) { return a.overdue_minutes > b.overdue_minutes; });
    return page;
}

WorklistPage<UnassignedRow> unassigned(WorklistView const& view, WorklistAsked const& asked) {
    return go_through<UnassignedRow>(view, asked, Whose::unassigned, asked.limit,
                                     [&](auto const& open) { return std::optional(unassigned_row(view, open)); });
}

bool may_open_caseload(Reader& reader, Permit const& permit, Id<Staff> const& staff_id) {
    if (to_string(staff_id) == permit.staff_id() || permit.allows(Permission::read_team)) return true;
    auto const covered =
        reader.integer({"SELECT 1 FROM cover WHERE covering_staff_id = $1 AND absent_staff_id = $2 AND cancelled_at IS "
                        "NULL AND \"from\" <= $3 AND until >= $3 LIMIT 1",
                        {permit.staff_id(), to_string(staff_id), to_string(permit.today())}});
    return covered.has_value();
}

}  // namespace cairn
