// The engines answer who may see whom, and the worklists, step by step through indexes: no plan goes through a whole
// table of people, whatever its size. (bench/README.md has the times.)
#include <gtest/gtest.h>

#include <regex>

#include "features/caseloads/worklist.hpp"
#include "sight_world.hpp"

namespace cairn {
namespace {

// Answers like the reader behind it, and keeps the plan of every question.
class PlanReader final : public Reader {
public:
    explicit PlanReader(Maintenance& session) : session_(session) {
        // An empty table is read through as a whole unless that is made to look expensive.
        if (session.engine() == Engine::postgresql) session.execute_script("SET LOCAL enable_seqscan = off");
    }
    Engine engine() const override { return session_.engine(); }
    void each(Statement const& statement, RowVisitor const& visit) override {
        bool const on_sqlite = engine() == Engine::sqlite;
        auto const sql = (on_sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN (COSTS OFF) ") + std::string(statement.sql);
        session_.each({sql, statement.parameters}, [&](Row const& row) {
            steps.emplace_back(row.text(on_sqlite ? 3 : 0));
            return true;
        });
        session_.each(statement, visit);
    }

    Strings steps{};

private:
    Maintenance& session_;
};

// Steps that read a table, or all of an index, from end to end. What is inside one record (its list of sites), and what
// the statement has gathered itself, has no index and needs none.
Strings whole_tables(Strings const& steps) {
    static std::regex const whole("^SCAN (?!j VIRTUAL|n$|near$|visible_participant$|\\(|CONSTANT)|Seq Scan on ");
    Strings found;
    for (auto const& step : steps) {
        if (std::regex_search(step, whole)) found.push_back(step);
    }
    return found;
}

class Plans : public SightTest {
protected:
    template <class Ask>
    Strings whole_tables_of(Ask const& ask) {
        Strings found;
        database().maintain([&](Maintenance& session) {
            PlanReader reader(session);
            ask(reader);
            EXPECT_FALSE(reader.steps.empty());
            found = whole_tables(reader.steps);
        });
        return found;
    }
    Permit peer() { return authorize_holder("account", to_string(peer_), Role::peer, day("2026-11-02")); }
    Permit supervisor() { return authorize_holder("account", to_string(peer_), Role::supervisor, day("2026-11-02")); }
};
INSTANTIATE_STORE_TESTS(Plans);

TEST_P(Plans, OnePersonIsLookedUp) {
    auto const ask = [&](Reader& reader) { may_see(reader, peer(), to_string(participant_)); };
    EXPECT_EQ(whole_tables_of(ask), Strings{});
}

TEST_P(Plans, EverybodyWhomSomebodySeesIsLookedUp) {
    auto const ask = [&](Reader& reader) {
        reader.integer(
            {"SELECT count(DISTINCT participant_id) FROM visible_participant WHERE user_id = $1", {to_string(peer_)}});
    };
    EXPECT_EQ(whole_tables_of(ask), Strings{});
}

TEST_P(Plans, AListAsksAboutEachOfItsPeople) {
    auto const ask = [&](Reader& reader) {
        SqlValues parameters{"smith"};
        auto const sql = "SELECT p.id FROM participant p WHERE p.name_key = $1 AND " +
                         sight_condition(peer(), "p.id", parameters) + " LIMIT 10";
        reader.text({sql, parameters});
    };
    EXPECT_EQ(whole_tables_of(ask), Strings{});
}

TEST_P(Plans, WorklistsOfThoseWhoSeeAPartLookUpThatPart) {
    auto const program = organization().program();
    auto const now = organization().clock().now();
    for (auto const& permit : {peer(), supervisor()}) {
        auto const ask = [&](Reader& reader) {
            WorklistView const view{reader, permit, *program, now};
            WorklistAsked asked{.limit = 50};
            referrals_to_reach(view, asked);
            overdue(view, asked);
            unassigned(view, asked);
            asked.staff_id = peer_;
            caseload(view, asked);
        };
        EXPECT_EQ(whole_tables_of(ask), Strings{}) << to_string(*permit.role());
    }
}

}  // namespace
}  // namespace cairn
