// A program with a few people in it, asked who may see whom. The present is 2026-11-02, seven in the morning at its
// sites.
#pragma once

#include "access/sight.hpp"
#include "features/care_team/care_team.hpp"
#include "features/caseloads/caseload.hpp"
#include "features/contacts/contact.hpp"
#include "features/episodes/testing.hpp"

namespace cairn {

class SightTest : public ChartTest {
protected:
    struct StaffSaid {
        Role role = Role::peer;
        std::vector<Id<Site>> sites{};
        std::optional<Id<Staff>> program_supervisor{};
        std::optional<Id<Staff>> site_supervisor{};
        std::string time_zone = "America/New_York";
    };

    Id<Staff> a_staff(std::string name, StaffSaid const& said) {
        Staff staff;
        staff.id = new_id<Staff>();
        staff.display_name = std::move(name);
        staff.role = said.role;
        staff.time_zone = said.time_zone;
        for (auto const& site : said.sites) staff.sites.push_back({site, std::nullopt});
        staff.program_supervisor_id = said.program_supervisor;
        staff.site_supervisor_id = said.site_supervisor;
        register_staff(permit(), organization(), staff, key()).value();
        return staff.id;
    }
    void change_staff(Id<Staff> const& id, std::function<void(Staff&)> const& change) {
        auto staff = *stored(id);
        change(staff);
        edit_staff(permit(), organization(), staff, key()).value();
    }
    Id<Site> a_site(std::string name) {
        Site site;
        site.id = new_id<Site>();
        site.name = std::move(name);
        register_site(permit(), organization(), site, key()).value();
        return site.id;
    }
    Id<Participant> a_participant(std::string name = "Kim") {
        Participant participant;
        participant.id = new_id<Participant>();
        participant.given_name = std::move(name);
        register_participant(permit(), organization(), participant, key()).value();
        return participant.id;
    }

    // The permit that somebody has on that day. Their account's id is their staff id, for brevity.
    Permit as(Id<Staff> const& id, std::string_view today = "2026-11-02") {
        return authorize_holder(to_string(id), to_string(id), stored(id)->role, day(today));
    }
    bool sees(Id<Staff> const& id, Id<Participant> const& whom, std::string_view today = "2026-11-02") {
        bool seen = false;
        auto const permit = as(id, today);
        database().read([&](Reader& reader) { seen = may_see(reader, permit, to_string(whom)); });
        return seen;
    }
    bool sees(Id<Staff> const& id, std::string_view today = "2026-11-02") { return sees(id, participant_, today); }

    // "caseload", "supervised_peer until 2026-11-05": every way in which the view gives somebody the participant.
    Strings ways(Id<Staff> const& id, Id<Participant> const& whom) {
        Strings found;
        database().read([&](Reader& reader) {
            found.clear();
            reader.each(
                {"SELECT basis, since, until FROM visible_participant WHERE user_id = $1 AND participant_id = $2 "
                 "ORDER BY basis, until LIMIT 50",
                 {to_string(id), to_string(whom)}},
                [&](Row const& row) {
                    std::string way(row.text(0));
                    if (!row.is_null(1)) way += " since " + std::string(row.text(1));
                    if (!row.is_null(2)) way += " until " + std::string(row.text(2));
                    found.push_back(std::move(way));
                    return true;
                });
        });
        return found;
    }
    Strings ways(Id<Staff> const& id) { return ways(id, participant_); }

    Referral open_referral(std::optional<Id<Staff>> const& peer = std::nullopt) {
        auto referral = a_referral();
        referral.peer_id = peer;
        refer(permit(), organization(), referral, key()).value();
        return *stored(referral.id);
    }
    Episode open_episode(Id<Staff> const& peer) {
        auto const referral = referred();
        EnrollReferral command{.id = referral.id, .version = referral.version, .episode_id = new_id<Episode>()};
        command.started_on = day("2026-10-01");
        command.peer_id = peer;
        enroll(permit(), organization(), command, key()).value();
        return *stored(*command.episode_id);
    }
    void end(Episode const& episode, std::string_view on) {
        auto const now = *stored(episode.id);
        EndEpisode const command{episode.id, now.version, EndReason::completed, day(on)};
        end_episode(permit(), organization(), command, key()).value();
    }

    Cover covered(Id<Staff> const& absent, Id<Staff> const& covering, std::string_view from, std::string_view until) {
        Cover cover;
        cover.id = new_id<Cover>();
        cover.absent_staff_id = absent;
        cover.covering_staff_id = covering;
        cover.from = day(from);
        cover.until = day(until);
        arrange_cover(permit(), organization(), cover, key()).value();
        return *stored(cover.id);
    }
    Consent a_consent(std::optional<Id<Staff>> const& staff, std::optional<Id<Site>> const& site) {
        Consent consent;
        consent.id = new_id<Consent>();
        consent.participant_id = participant_;
        consent.recipient_staff_id = staff;
        consent.recipient_site_id = site;
        consent.purpose.word = "treatment";
        consent.signed_on = day("2026-10-10");
        return consent;
    }
    Consent consented(Consent const& consent) {
        give_consent(permit(), organization(), consent, key()).value();
        return *stored(consent.id);
    }
    CareTeamMember on_team(Id<Staff> const& staff) {
        CareTeamMember member;
        member.id = new_id<CareTeamMember>();
        member.participant_id = participant_;
        member.staff_id = staff;
        member.function.word = "nurse";
        member.from = day("2026-10-05");
        add_care_team_member(permit(), organization(), member, key()).value();
        return *stored(member.id);
    }
    // An account, so that whom its holder registers can be told.
    void open_account(Id<Staff> const& holder) {
        database().maintain([&](Maintenance& session) {
            session.execute({"INSERT INTO account (id, version, staff_id, login, password_hash, password_changed_at, "
                             "must_change_password) VALUES ($1, 1, $1, $1, 'none', '2026-11-02T00:00:00.000Z', $2)",
                             {to_string(holder), false}});
        });
    }
};

}  // namespace cairn
