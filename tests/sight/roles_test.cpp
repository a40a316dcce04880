// What each role gives beside its rows: nothing, or everything.
#include <gtest/gtest.h>

#include "sight_world.hpp"

namespace cairn {
namespace {

class Roles : public SightTest {
protected:
    // Those of the listed participants that a list shows.
    std::vector<std::string> listed(Permit const& permit) {
        std::vector<std::string> names;
        SqlValues parameters;
        auto const sql = "SELECT p.given_name FROM participant p WHERE " + sight_condition(permit, "p.id", parameters) +
                         " ORDER BY p.given_name LIMIT 10";
        database().read([&](Reader& reader) {
            names.clear();
            reader.each({sql, parameters}, [&](Row const& row) {
                names.emplace_back(row.text(0));
                return true;
            });
        });
        return names;
    }
};
INSTANTIATE_STORE_TESTS(Roles);

TEST_P(Roles, ListsShowWhomTheReaderMaySeeOnceEach) {
    auto const sue = a_staff("Sue", {.role = Role::supervisor, .sites = {site_}});
    change_staff(peer_, [&](Staff& staff) {
        staff.program_supervisor_id = sue;
        staff.site_supervisor_id = sue;
    });
    a_participant("Kim");
    open_episode(peer_);
    EXPECT_EQ(listed(as(peer_)), Strings{"Robin"});
    EXPECT_EQ(listed(as(sue)), Strings{"Robin"});
    EXPECT_GE(ways(sue).size(), 4U);
    EXPECT_EQ(listed(permit()), (Strings{"Kim", "Robin"}));
}

TEST_P(Roles, AManagerSeesTheWholeProgram) {
    auto const mo = a_staff("Mo", {.role = Role::manager});
    EXPECT_TRUE(sees(mo));
    EXPECT_EQ(listed(as(mo)), Strings{"Robin"});
}

// Even where the rows of the view name them: the role does not open charts.
TEST_P(Roles, RolesWithoutChartsSeeNobodyWhateverTheViewSays) {
    for (auto const role : {Role::evaluator, Role::finance, Role::admin, Role::integration}) {
        auto const id = a_staff("Somebody", {.role = Role::peer, .sites = {site_}});
        auto const participant = participant_;
        auto const cover = covered(peer_, id, "2026-11-01", "2026-11-06");
        if (ways(peer_).empty()) open_episode(peer_);
        EXPECT_TRUE(sees(id, participant));
        change_staff(id, [&](Staff& staff) { staff.role = role; });
        EXPECT_FALSE(ways(id).empty());
        EXPECT_FALSE(sees(id, participant)) << to_string(role);
        EXPECT_EQ(listed(as(id)), Strings{}) << to_string(role);
    }
}

TEST_P(Roles, NobodyAndSomebodyWithoutAStaffRecordSeeNobody) {
    open_episode(peer_);
    EXPECT_EQ(listed(nobody()), Strings{});
    EXPECT_EQ(listed(authorize_holder("account", "", Role::peer, day("2026-11-02"))), Strings{});
}

// 42 CFR 2.13(c): an answer must not tell that somebody is in care.
TEST_P(Roles, SomebodyWhoMayNotBeSeenIsAnsweredLikeSomebodyWhoDoesNotExist) {
    auto const episode = open_episode(peer_);
    auto const ben = as(a_staff("Ben", {.role = Role::supervisor}));
    auto const of = [&](Id<Episode> const& id) {
        return to_string(pause_episode(ben, organization(), {id, episode.version, {}, {}}, key()).error());
    };
    EXPECT_EQ(of(episode.id), of(new_id<Episode>()));
    auto const referral_for = [&](Id<Participant> const& id) {
        auto referral = a_referral();
        referral.participant_id = id;
        return to_string(refer(ben, organization(), referral, key()).error());
    };
    EXPECT_EQ(referral_for(participant_), referral_for(new_id<Participant>()));
}

// The access that cover gives ends at midnight where the covering person is, whatever visit is under way.
TEST_P(Roles, CoverThatEndsDuringAVisitEndsAtMidnightOfWhoeverCovers) {
    auto const ben = a_staff("Ben", {.time_zone = "America/Los_Angeles"});
    open_episode(peer_);
    covered(peer_, ben, "2026-11-01", "2026-11-02");
    Contact visit;
    visit.participant_id = participant_;
    visit.mode.word = "in_person";
    visit.outcome.word = "reached";
    visit.started_at = moment("2026-11-03T07:30:00Z");  // half past eleven at night
    auto const log_at = [&](std::string_view now) {
        store().clock().set(at(now));
        auto const today = local_date(at(now), stored(ben)->time_zone).value();
        auto const permit = authorize_holder("account", to_string(ben), Role::peer, today);
        return log_contact(permit, organization(), visit, key());
    };
    EXPECT_TRUE(log_at("2026-11-03T07:59:00Z"));  // 23:59, although New York has the third
    auto const late = log_at("2026-11-03T08:01:00Z");
    ASSERT_FALSE(late);
    EXPECT_EQ(brief(late.error().problems), Strings{"participant_id:no_such_record"});
}

}  // namespace
}  // namespace cairn
