#include "features/evaluation/evaluation_store.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "access/sight.hpp"
#include "base/date.hpp"
#include "base/instant.hpp"
#include "features/evaluation/id_index.hpp"

namespace cairn::evaluation {

namespace {

[[noreturn]] void does_not_fit(std::string_view column) {
    throw std::runtime_error(std::string(column) + " holds a value that does not fit: was the database altered?");
}

// Days since 1970-01-01, no_day for an empty text (H. Hinnant, days_from_civil): dates are read millions of times here,
// and the store has checked them.
Day day_from(std::string_view text, std::string_view column) {
    if (text.empty()) return no_day;
    auto const number = [&](std::size_t first, std::size_t count) {
        int value = 0;
        for (std::size_t i = first; i < first + count; ++i) {
            if (text[i] < '0' || text[i] > '9') does_not_fit(column);
            value = 10 * value + (text[i] - '0');
        }
        return value;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') does_not_fit(column);
    int const month = number(5, 2);
    int const year = number(0, 4) - (month <= 2 ? 1 : 0);
    int const era = year / 400;
    int const year_of_era = year - era * 400;
    int const day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + number(8, 2) - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

// A day without which the row could not have been stored.
Day required_day(std::string_view text, std::string_view column) {
    if (text.empty()) does_not_fit(column);
    return day_from(text, column);
}

std::int32_t minutes_from(Row const& row, int column) {
    return row.is_null(column) ? no_minutes : static_cast<std::int32_t>(row.integer(column));
}

class Loader {
public:
    Loader(Reader& reader, std::string_view time_zone, Permit const& permit)
        : reader_(reader), time_zone_(time_zone), permit_(permit) {}

    Columns load() {
        load_staff();
        load_sites();
        load_participants();
        load_referrals();
        load_episodes();
        load_contacts();
        load_activities();
        return std::move(columns_);
    }

private:
    void load_staff();
    void load_sites();
    void load_participants();
    void load_referrals();
    void load_episodes();
    void load_contacts();
    void load_activities();

    template <class Visit>
    void each(std::string const& sql, Visit visit, SqlValues parameters = {}) {
        reader_.each({sql, std::move(parameters)}, [&](Row const& row) {
            visit(row);
            return true;
        });
    }
    // The same for rows of charts; `person` is the column that names whose, `order` the end of the statement.
    template <class Visit>
    void each_in_sight(std::string sql, std::string_view person, std::string_view order, Visit visit) {
        SqlValues parameters;
        if (!permit_.sees_everyone()) {
            sql += (sql.find(" WHERE ") == std::string::npos ? " WHERE " : " AND ");
            sql += sight_list_condition(permit_, person, parameters);
        }
        each(sql + std::string(order), visit, std::move(parameters));
    }
    static Index row_of(IdIndex const& ids, std::string_view id, std::string_view column) {
        auto const row = ids.find(id);
        if (!row) does_not_fit(column);
        return *row;
    }
    static void add_id(IdIndex& ids, std::string_view id, std::string_view column) {
        if (!ids.add(id)) does_not_fit(column);
    }
    Word word(std::string_view text) { return columns_.words.number(text); }
    // The local day of a moment at the site.
    Day day_of_moment(std::string_view text, Index site, std::string_view column) const;

    Reader& reader_;
    std::string time_zone_;
    Permit const& permit_;
    Columns columns_;
    IdIndex staff_, sites_, participants_, referrals_, episodes_;
    std::vector<std::string> site_time_zones_;
};

void Loader::load_staff() {
    // unbounded: every row is counted
    each("SELECT id, display_name FROM staff ORDER BY id", [&](Row const& row) {
        add_id(staff_, row.text(0), "staff.id");
        columns_.staff.name.emplace_back(row.text(1));
    });
}

void Loader::load_sites() {
    // unbounded: every row is counted
    each("SELECT id, name, region, setting, time_zone FROM site ORDER BY id", [&](Row const& row) {
        add_id(sites_, row.text(0), "site.id");
        columns_.sites.name.emplace_back(row.text(1));
        columns_.sites.region.push_back(word(row.text(2)));
        columns_.sites.setting.push_back(word(row.text(3)));
        site_time_zones_.emplace_back(row.text(4));
    });
}

void Loader::load_participants() {
    // unbounded: every row is counted
    each_in_sight("SELECT id, sex, race, ethnicity, languages, primary_substance, overdose_count FROM participant",
                  "id", " ORDER BY id", [&](Row const& row) {
                      auto& to = columns_.participants;
                      add_id(participants_, row.text(0), "participant.id");
                      to.sex.push_back(word(row.text(1)));
                      to.race.push_back(word(one_word(row.text(2))));
                      to.ethnicity.push_back(word(row.text(3)));
                      to.language.push_back(word(one_word(row.text(4))));
                      to.primary_substance.push_back(word(row.text(5)));
                      to.overdose_history.push_back(word(overdose_band(row.is_null(6) ? -1 : row.integer(6))));
                  });
}

Day Loader::day_of_moment(std::string_view text, Index site, std::string_view column) const {
    if (text.empty()) return no_day;
    auto const moment = Moment::parse(text);
    if (!moment) does_not_fit(column);
    auto const date = local_date(*moment, site == none ? time_zone_ : site_time_zones_[site]);
    if (!date) does_not_fit("site.time_zone");
    return date->days;
}

void Loader::load_referrals() {
    // unbounded: every row is counted
    each_in_sight(
        "SELECT id, participant_id, site_id, peer_id, received_on, decided_at, first_contact_at, status, source, "
        "setting, primary_substance, payer_kind FROM referral",
        "participant_id", " ORDER BY id", [&](Row const& row) {
            auto& to = columns_.referrals;
            add_id(referrals_, row.text(0), "referral.id");
            to.participant.push_back(row_of(participants_, row.text(1), "referral.participant_id"));
            Index const site = row_of(sites_, row.text(2), "referral.site_id");
            to.site.push_back(site);
            to.peer.push_back(row_of(staff_, row.text(3), "referral.peer_id"));
            to.received_on.push_back(required_day(row.text(4), "referral.received_on"));
            to.decided_on.push_back(day_of_moment(row.text(5), site, "referral.decided_at"));
            to.first_contact_on.push_back(day_of_moment(row.text(6), site, "referral.first_contact_at"));
            to.status.push_back(columns_.referral_statuses.number(row.text(7)));
            to.source.push_back(word(row.text(8)));
            to.setting.push_back(word(row.text(9)));
            to.primary_substance.push_back(word(row.text(10)));
            to.payer_kind.push_back(word(row.text(11)));
        });
}

void Loader::load_episodes() {
    // unbounded: every row is counted
    each_in_sight(
        "SELECT id, participant_id, site_id, peer_id, referral_id, started_on, ended_on, end_reason, pathway, "
        "study_arm FROM episode",
        "participant_id", " ORDER BY id", [&](Row const& row) {
            auto& to = columns_.episodes;
            add_id(episodes_, row.text(0), "episode.id");
            to.participant.push_back(row_of(participants_, row.text(1), "episode.participant_id"));
            to.site.push_back(row_of(sites_, row.text(2), "episode.site_id"));
            to.peer.push_back(row_of(staff_, row.text(3), "episode.peer_id"));
            to.referral.push_back(row_of(referrals_, row.text(4), "episode.referral_id"));
            to.started_on.push_back(required_day(row.text(5), "episode.started_on"));
            to.ended_on.push_back(day_from(row.text(6), "episode.ended_on"));
            to.end_reason.push_back(columns_.end_reasons.number(row.text(7)));
            to.pathway.push_back(word(row.text(8)));
            to.study_arm.push_back(word(row.text(9)));
        });
}

void Loader::load_contacts() {
    // Sorting millions of rows would be most of the work, and no figure depends on the order of contacts.
    // unbounded: every row is counted
    each_in_sight(
        "SELECT participant_id, episode_id, peer_id, site_id, service_date, minutes, mode, outcome FROM contact "
        "WHERE voided_at IS NULL",
        "participant_id", "", [&](Row const& row) {
            auto& to = columns_.contacts;
            to.participant.push_back(row_of(participants_, row.text(0), "contact.participant_id"));
            to.episode.push_back(row_of(episodes_, row.text(1), "contact.episode_id"));
            to.peer.push_back(row_of(staff_, row.text(2), "contact.peer_id"));
            to.site.push_back(row_of(sites_, row.text(3), "contact.site_id"));
            to.day.push_back(required_day(row.text(4), "contact.service_date"));
            to.minutes.push_back(minutes_from(row, 5));
            to.mode.push_back(columns_.modes.number(row.text(6)));
            to.outcome.push_back(columns_.outcomes.number(row.text(7)));
        });
}

void Loader::load_activities() {
    // unbounded: every row is counted
    std::string sql = "SELECT staff_id, service_date, minutes, kind FROM activity WHERE voided_at IS NULL";
    SqlValues parameters;
    if (!permit_.sees_everyone()) {
        sql += " AND staff_id IN (SELECT id FROM staff WHERE id = $1 OR program_supervisor_id = $1 OR "
               "site_supervisor_id = $1)";
        parameters.emplace_back(permit_.staff_id());
    }
    each(
        sql,
        [&](Row const& row) {
            auto& to = columns_.activities;
            to.staff.push_back(row_of(staff_, row.text(0), "activity.staff_id"));
            to.day.push_back(required_day(row.text(1), "activity.service_date"));
            to.minutes.push_back(minutes_from(row, 2));
            to.kind.push_back(columns_.activity_kinds.number(row.text(3)));
        },
        std::move(parameters));
}

}  // namespace

Columns load_columns(Reader& reader, std::string_view time_zone, Permit const& permit) {
    return Loader(reader, time_zone, permit).load();
}

}  // namespace cairn::evaluation
