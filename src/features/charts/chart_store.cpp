#include "access/sight.hpp"
#include "base/present.hpp"
#include "features/charts/chart.hpp"
#include "features/sites/site.hpp"
#include "store/sql.hpp"

namespace cairn {
namespace {

// Rows of a chart, `order` naming the newest first.
template <class Record>
std::vector<Record> rows_of(Reader& reader, Id<Participant> const& id, std::string_view order, std::size_t most,
                            std::string_view condition = "") {
    auto const& type = record_type<Record>();
    auto const sql = "SELECT " + column_list(type) + " FROM " + std::string(type.name) + " WHERE participant_id = $1" +
                     std::string(condition) + " ORDER BY " + std::string(order) + " LIMIT $2";
    std::vector<Record> rows;
    reader.each({sql, {to_string(id), static_cast<std::int64_t>(most)}}, [&](Row const& row) {
        rows.push_back(read_record<Record>(row));
        return true;
    });
    return rows;
}

template <class Entry>
std::vector<Entry> entries_of(Reader& reader, Id<Participant> const& id) {
    return rows_of<Entry>(reader, id, "id DESC", chart_entries_max, " AND voided_at IS NULL");
}

std::optional<Date> last_reached_on(Reader& reader, Id<Participant> const& id, Date today) {
    auto const day = reader.text({"SELECT max(service_date) FROM contact WHERE participant_id = $1 "
                                  "AND service_date <= $2 AND voided_at IS NULL AND outcome = 'reached' "
                                  "AND mode <> 'text'",
                                  {to_string(id), to_string(today)}});
    if (!day || day->empty()) return std::nullopt;
    return Date::parse(*day).value();
}

ChartClock clock_of(Reader& reader, ProgramSettings const& settings, Instant now, Episode const& episode) {
    auto const site = reader.fetch(episode.site_id);
    auto const today = local_today(now, site ? site->time_zone : settings.time_zone);
    auto const clock = episode_clock(settings, episode, last_reached_on(reader, episode.participant_id, today), today);
    return {.episode_id = episode.id,
            .stage = clock.stage,
            .month = clock.month,
            .paused = clock.paused,
            .counted_from = clock.counted_from,
            .days_without_contact = clock.days_without_contact,
            .days_allowed = clock.days_allowed,
            .due_on = clock.due_on,
            .overdue_days = clock.overdue_days,
            .rule = clock.rule,
            .reason = clock.reason};
}

}  // namespace

std::optional<Chart> read_chart(Reader& reader, Permit const& permit, ProgramSettings const& settings, Instant now,
                                Id<Participant> const& id) {
    auto participant = fetch_visible(reader, permit, id);
    if (!participant) return std::nullopt;
    Chart chart{.participant = *std::move(participant),
                .phones = entries_of<ParticipantPhone>(reader, id),
                .identifiers = entries_of<ParticipantIdentifier>(reader, id),
                .coverages = entries_of<ParticipantCoverage>(reader, id),
                .substances = entries_of<ParticipantSubstance>(reader, id),
                .moud = entries_of<ParticipantMoud>(reader, id),
                .diagnoses = entries_of<ParticipantDiagnosis>(reader, id),
                .toxicology = entries_of<ParticipantToxicology>(reader, id),
                .referrals = rows_of<Referral>(reader, id, "received_on DESC, id DESC", chart_entries_max)};
    for (auto& episode : rows_of<Episode>(reader, id, "started_on DESC, id DESC", chart_entries_max)) {
        if (is_open(*episode.status) && !chart.open_episode) {
            chart.open_episode = std::move(episode);
        } else {
            chart.past_episodes.push_back(std::move(episode));
        }
    }
    if (chart.open_episode) {
        chart.clock = clock_of(reader, settings, now, *chart.open_episode);
    } else if (!chart.past_episodes.empty()) {
        chart.clock = clock_of(reader, settings, now, chart.past_episodes.front());
    }
    return chart;
}

std::vector<Contact> newest_contacts(Reader& reader, Permit const& permit, Id<Participant> const& id) {
    auto contacts = rows_of<Contact>(reader, id, "service_date DESC, started_at DESC, id DESC", chart_contacts_max + 1);
    if (!permit.allows(Permission::read_notes)) {
        for (auto& contact : contacts) contact.note.reset();
    }
    return contacts;
}

}  // namespace cairn
