// The whole demonstration, made once by the program and looked at from outside: it verifies, its figures come near the
// published ones, it has something for every screen, and its accounts see what the matrix gives them (check.py).
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <boost/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "access/demonstration_mark.hpp"
#include "base/present.hpp"
#include "base/temporary_folder.hpp"
#include "features/demonstration/demonstration.hpp"
#include "features/program/defaults.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

struct Said {
    int exit_code = -1;
    std::string out;  // and what it said besides
};

Said run(std::string const& command) {
    TemporaryFolder const folder;
    auto const out = folder.path() / "out";
    int const status = std::system((command + " >" + out.string() + " 2>&1 </dev/null").c_str());
    std::ostringstream text;
    text << std::ifstream(out).rdbuf();
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text.str()};
}

std::string program() {
    auto const* named = std::getenv("CAIRN_PROGRAM");
    return named != nullptr ? named : "build/cairn";
}

class MadeDemonstration : public testing::Test {
protected:
    // Made once for all tests here.
    static void SetUpTestSuite() {
        if (folder_ != nullptr) return;
        folder_ = std::make_unique<TemporaryFolder>();
        made_ = run(program() + " demo " + demo().string() + " --only-make");
    }
    void SetUp() override { ASSERT_EQ(made_.exit_code, 0) << made_.out; }

    static std::filesystem::path demo() { return folder_->path() / "demo"; }
    static std::string database() { return "sqlite:" + (demo() / "cairn.db").string(); }
    static Said cairn(std::string const& arguments) { return run(program() + " " + arguments); }

    static std::int64_t count(std::string const& sql, SqlValues parameters = {}) {
        SystemClock const clock;
        SystemRandomness randomness;
        std::int64_t number = 0;
        open_database(database(), clock, randomness).value()->read([&](Reader& reader) {
            number = reader.integer({sql, std::move(parameters)}).value_or(0);
        });
        return number;
    }

private:
    static inline std::unique_ptr<TemporaryFolder> folder_;
    static inline Said made_;
};

TEST_F(MadeDemonstration, Verifies) {
    auto const verified = cairn("verify --db " + database());
    EXPECT_EQ(verified.exit_code, 0) << verified.out;
}

// The bounds are generous: a demonstration resembles the published programs, it does not reproduce them.
class Figures : public MadeDemonstration {
protected:
    void SetUp() override {
        MadeDemonstration::SetUp();
        auto const said = run(program() + " report --db " + database() + " 2>/dev/null");
        ASSERT_EQ(said.exit_code, 0) << said.out;
        report_ = json::parse(said.out);
    }
    json::array const& groups(std::string_view id) const {
        for (auto const& metric : report_.at("metrics").as_array()) {
            if (metric.at("id").as_string() == id) return metric.at("groups").as_array();
        }
        throw std::out_of_range("the report has no such metric");
    }
    json::value const& only(std::string_view id) const { return groups(id).at(0); }
    json::value const& category(std::string_view id, std::string_view name) const {
        for (auto const& group : groups(id)) {
            if (group.at("by").at("category").as_string() == name) return group;
        }
        throw std::out_of_range("the metric has no such category");
    }
    static double number(json::value const& of, std::string_view member) { return of.at(member).to_number<double>(); }

    json::value report_{};
};

TEST_F(Figures, ComeNearThoseOfMassGeneralBrigham) {
    auto const& enrolment = only("enrolment_rate");
    EXPECT_NEAR(number(enrolment, "denominator"), 6785, 70);
    EXPECT_NEAR(number(enrolment, "value"), 0.834, 0.02);
    auto const last_year = local_today(SystemClock().now(), default_settings().time_zone).days / 365.2425 + 1970 - 1;
    auto const& whole_year = category("contacts_per_year", std::to_string(static_cast<int>(last_year)));
    EXPECT_NEAR(number(whole_year, "value"), 14'032, 2'500);
}

TEST_F(Figures, ComeNearThoseOfPenn) {
    constexpr std::array coverage{0.82, 0.76, 0.71, 0.57, 0.54, 0.42};
    auto const& months = only("monthly_contact_coverage").at("months").as_array();
    for (std::size_t month = 0; month < coverage.size(); ++month) {
        EXPECT_NEAR(number(months.at(month), "value"), coverage.at(month), 0.05) << "month " << month + 1;
    }
    EXPECT_NEAR(number(category("contact_mode_share", "phone"), "value"), 0.73, 0.05);
    EXPECT_NEAR(number(category("contact_mode_share", "in_person"), "value"), 0.26, 0.04);
    EXPECT_NEAR(number(category("contact_mode_share", "video"), "value"), 0.03, 0.015);
    auto const& minutes = only("contact_minutes");
    EXPECT_NEAR(number(minutes, "q1"), 11, 3);
    EXPECT_NEAR(number(minutes, "median"), 25, 3);
    EXPECT_NEAR(number(minutes, "q3"), 45, 5);
    EXPECT_NEAR(number(only("direct_time_share"), "value"), 0.6, 0.06);
    auto const& caseload = only("caseload");
    EXPECT_EQ(number(caseload, "denominator"), 23);
    EXPECT_GE(number(caseload, "median"), 12);
    EXPECT_LE(number(caseload, "median"), 20);
    EXPECT_GE(number(caseload, "min"), 6);
    EXPECT_LE(number(caseload, "max"), 26);
}

TEST_F(Figures, EpisodesLastAboutNinetyDays) {
    // Days since 1970 by the rule of the Gregorian calendar, as SQLite counts them.
    auto const days = count("SELECT CAST(avg(julianday(ended_on) - julianday(started_on)) AS integer) FROM episode "
                            "WHERE ended_on IS NOT NULL");
    EXPECT_NEAR(static_cast<double>(days), 90, 6);
}

TEST_F(Figures, AlcoholThenOpioidsThenCocaineAreMostCommon) {
    auto const share = [&](std::string_view substance) {
        return number(category("participants_by_primary_substance", substance), "value");
    };
    auto const heroin_or_fentanyl = share("heroin") + share("fentanyl");
    EXPECT_GT(share("alcohol"), heroin_or_fentanyl);
    EXPECT_GT(heroin_or_fentanyl, share("cocaine"));
    for (auto const* other : {"methamphetamine", "cannabis", "benzodiazepine", "other"}) {
        EXPECT_GT(share("cocaine"), share(other)) << other;
    }
}

TEST_F(Figures, SayThatTheyAreSynthetic) {
    EXPECT_EQ(report_.at("organization").as_string(), json::string_view(demonstration_name));
}

TEST_F(MadeDemonstration, HasWhatEveryScreenNeeds) {
    auto const today = to_string(local_today(SystemClock().now(), default_settings().time_zone));
    auto const of_today = [&](std::string const& condition) {
        return count("SELECT count(*) FROM referral WHERE received_on >= $1 AND " + condition, {today});
    };
    EXPECT_GE(of_today("source = 'self' AND urgency = 'today'"), 1) << "a walk-in";
    EXPECT_GE(of_today("source = 'emergency_department' AND status = 'assigned'"), 1) << "somebody to reach today";
    EXPECT_GE(count("SELECT count(*) FROM referral WHERE status = 'received' AND peer_id IS NULL"), 2) << "unassigned";
    EXPECT_GE(
        count(
            "SELECT count(*) FROM (SELECT participant_id FROM episode GROUP BY participant_id HAVING count(*) > 1) r"),
        100)
        << "who came back";
    EXPECT_GE(count("SELECT count(*) FROM episode WHERE status = 'deceased'"), 10);
    EXPECT_GE(count("SELECT count(*) FROM episode WHERE status = 'paused'"), 1);
    EXPECT_GE(count("SELECT count(*) FROM cover WHERE \"from\" <= $1 AND until >= $1", {today}), 1) << "on leave";
    EXPECT_EQ(count("SELECT count(DISTINCT setting) FROM site"), 7);
    EXPECT_EQ(count("SELECT count(*) FROM site"), 29);
    EXPECT_EQ(count("SELECT count(*) FROM staff WHERE role = 'peer' AND ended_on IS NULL"), 23);
    EXPECT_GE(count("SELECT count(DISTINCT decline_reason) FROM referral WHERE status = 'declined'"), 6);
}

TEST_F(MadeDemonstration, ItsAccountsSeeWhatTheirRolesGiveThemAndNotMore) {
    auto const checked = run("python3 tests/demonstration/check.py " + program() + " " + demo().string());
    EXPECT_EQ(checked.exit_code, 0) << checked.out;
}

TEST_F(MadeDemonstration, IsFoundAgainOnTheDayOnWhichItWasMade) {
    auto const before = std::filesystem::last_write_time(demo() / "demonstration.toml");
    ASSERT_EQ(cairn("demo " + demo().string() + " --only-make").exit_code, 0);
    EXPECT_EQ(std::filesystem::last_write_time(demo() / "demonstration.toml"), before);
}

TEST_F(MadeDemonstration, IsKeptOnLaterDaysWhenSomebodyHasWorkedInIt) {
    TemporaryFolder const elsewhere;
    auto const kept = elsewhere.path() / "demo";
    std::filesystem::copy(demo(), kept, std::filesystem::copy_options::recursive);
    ASSERT_EQ(cairn("user disable finance --db sqlite:" + (kept / "cairn.db").string()).exit_code, 0);
    std::ostringstream note;
    note << std::ifstream(kept / "demonstration.toml").rdbuf();
    auto const of_long_ago =
        std::regex_replace(note.str(), std::regex("made_at = \"[^\"]*\""), "made_at = \"2026-01-05T12:00:00.000Z\"");
    std::ofstream(kept / "demonstration.toml") << of_long_ago;
    auto const said = cairn("demo " + kept.string() + " --only-make");
    EXPECT_EQ(said.exit_code, 0) << said.out;
    EXPECT_NE(said.out.find("it is kept"), std::string::npos) << said.out;
    EXPECT_NE(cairn("user list --db sqlite:" + (kept / "cairn.db").string()).out.find("disabled"), std::string::npos);
}

TEST_F(MadeDemonstration, LeavesADatabaseAloneThatIsNoDemonstration) {
    TemporaryFolder const elsewhere;
    auto const path = (elsewhere.path() / "cairn.db").string();
    ASSERT_EQ(cairn("migrate --db sqlite:" + path).exit_code, 0);
    auto const said = cairn("demo " + elsewhere.path().string() + " --fresh --only-make");
    EXPECT_EQ(said.exit_code, 1);
    EXPECT_NE(said.out.find("left alone"), std::string::npos) << said.out;
    EXPECT_EQ(cairn("demo --only-make --db sqlite:" + path).exit_code, 2);
}

}  // namespace
}  // namespace cairn
