// The whole foundation in one story: two real trials come in, and the program report says what R says.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <cmath>
#include <filesystem>

#include "features/evaluation/reference_rows.hpp"
#include "program_run.hpp"
#include "store/testing.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

constexpr double relative_tolerance = 1e-9;
constexpr int last_survival_day = 150;  // tests/reference/survival_at.csv

// Numbers of the report are null exactly where R gives none.
void expect_same(json::value const& ours, std::string const& theirs, std::string const& where) {
    if (theirs.empty()) {
        EXPECT_TRUE(ours.is_null()) << where;
        return;
    }
    auto const expected = std::stod(theirs);
    ASSERT_TRUE(ours.is_number()) << where;
    EXPECT_LE(std::abs(ours.to_number<double>() - expected), relative_tolerance * std::abs(expected)) << where;
}

// The trials are imported once for each engine; no test here changes what is there.
class Trials : public testing::TestWithParam<Engine> {
protected:
    struct Imported {
        explicit Imported(Engine engine) : store(engine, false) { store.close(); }
        TestDatabase store;
        ProgramRun said{};
    };

    static void TearDownTestSuite() { imported_.clear(); }

    Trials() {
        auto& slot = imported_[GetParam()];
        if (slot == nullptr) {
            slot = std::make_unique<Imported>(GetParam());
            slot->said = run({"import", "examples/ctn"});
        }
    }

    ProgramRun const& import() const { return imported_.at(GetParam())->said; }
    std::filesystem::path const& folder() const { return imported_.at(GetParam())->store.folder(); }

    ProgramRun run(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--db", imported_.at(GetParam())->store.address()});
        if (GetParam() == Engine::postgresql) {
            arguments.insert(arguments.end(), {"--anchors", (folder() / "anchors").string()});
        }
        return run_cairn(arguments);
    }

    json::object report(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "report");
        auto const said = run(arguments);
        EXPECT_EQ(said.exit_code, 0) << said.err;
        return json::parse(said.out).as_object();
    }

private:
    static inline std::map<Engine, std::unique_ptr<Imported>> imported_;
};
INSTANTIATE_STORE_TESTS(Trials);

// The groups of a metric by "region" or "region/study_arm", as the reference calls them: "CTN-0027/ALL".
std::map<std::string, json::object> groups_of(json::object const& report, std::string_view metric) {
    std::map<std::string, json::object> groups;
    for (auto const& one : report.at("metrics").as_array()) {
        if (one.at("id").as_string() != metric) continue;
        for (auto const& group : one.at("groups").as_array()) {
            auto const& by = group.at("by").as_object();
            auto const* arm = by.if_contains("study_arm");
            groups[std::string(by.at("region").as_string()) + "/" +
                   (arm == nullptr ? "ALL" : std::string(arm->as_string()))] = group.as_object();
        }
    }
    return groups;
}

void expect_retention_equals_r(std::map<std::string, json::object> const& groups) {
    std::map<std::string, std::size_t> at;
    for (auto const& row : reference::rows("km.csv")) {
        auto const name = row.at("group") + "/" + row.at("arm");
        if (!groups.contains(name)) continue;
        auto const& curve = groups.at(name).at("curve").as_array();
        ASSERT_LT(at[name], curve.size()) << name;
        auto const& point = curve[at[name]++];
        auto const where = name + " day " + row.at("time");
        expect_same(point.at("day"), row.at("time"), where);
        expect_same(point.at("at_risk"), row.at("n_risk"), where);
        expect_same(point.at("events"), row.at("n_event"), where);
        expect_same(point.at("censored"), row.at("n_censor"), where);
        expect_same(point.at("survival"), row.at("surv"), where);
        expect_same(point.at("std_error"), row.at("se_surv"), where);
        expect_same(point.at("lower"), row.at("lo_loglog"), where);
        expect_same(point.at("upper"), row.at("hi_loglog"), where);
    }
    for (auto const& [name, group] : groups) EXPECT_EQ(at[name], group.at("curve").as_array().size()) << name;
}

void expect_medians_and_fixed_days_equal_r(std::map<std::string, json::object> const& groups) {
    int compared = 0;
    for (auto const& row : reference::rows("km_quantiles.csv")) {
        auto const name = row.at("group") + "/" + row.at("arm");
        if (row.at("prob") != "0.5" || !groups.contains(name)) continue;
        auto const& group = groups.at(name);
        expect_same(group.at("n"), row.at("n"), name);
        expect_same(group.at("events"), row.at("events"), name);
        expect_same(group.at("median"), row.at("time"), name);
        expect_same(group.at("median_lower"), row.at("lower"), name);
        expect_same(group.at("median_upper"), row.at("upper"), name);
        ++compared;
    }
    for (auto const& row : reference::rows("survival_at.csv")) {
        auto const name = row.at("group") + "/" + row.at("arm");
        if (!groups.contains(name) || std::stoi(row.at("time")) > last_survival_day) continue;
        for (auto const& point : groups.at(name).at("survival_at").as_array()) {
            if (point.at("day").to_number<int>() != std::stoi(row.at("time"))) continue;
            expect_same(point.at("at_risk"), row.at("n_risk"), name);
            expect_same(point.at("survival"), row.at("surv"), name);
            expect_same(point.at("lower"), row.at("lo_loglog"), name);
            expect_same(point.at("upper"), row.at("hi_loglog"), name);
            ++compared;
        }
    }
    EXPECT_EQ(compared, static_cast<int>(groups.size()) * 6) << "a median and five days for each group";
}

void expect_coverage_equals_r(std::map<std::string, json::object> const& groups) {
    int compared = 0;
    for (auto const& row : reference::rows("coverage_monthly.csv")) {
        auto const name = row.at("group") + "/" + row.at("arm");
        if (!groups.contains(name)) continue;
        auto const where = name + " month " + row.at("month");
        auto const& month = groups.at(name).at("months").as_array().at(std::stoul(row.at("month")) - 1);
        expect_same(month.at("numerator"), row.at("x"), where);
        expect_same(month.at("denominator"), row.at("n"), where);
        expect_same(month.at("value"), row.at("p"), where);
        expect_same(month.at("lower"), row.at("wilson_lower"), where);
        expect_same(month.at("upper"), row.at("wilson_upper"), where);
        ++compared;
    }
    EXPECT_EQ(compared, static_cast<int>(groups.size()) * 5) << "five months for each group";
}

TEST_P(Trials, ComeInWithOneCommandAndGiveTheFiguresOfR) {
    auto const& imported = import();
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
    for (auto const* line : {"participants from people.csv: 2692 created, 0 changed, 0 unchanged, 0 rejected",
                             "episodes from people.csv: 1839 created, 0 changed, 0 unchanged, 0 rejected",
                             "contacts from visits.csv: 31499 created, 0 changed, 0 unchanged, 0 rejected"}) {
        EXPECT_NE(imported.out.find(line), std::string::npos) << imported.out;
    }
    for (auto const* by : {"region", "region,study_arm"}) {
        auto const said = report({"--by", by});
        auto const retention = groups_of(said, "retention");
        EXPECT_EQ(retention.size(), std::string_view(by) == "region" ? 2U : 4U);
        expect_retention_equals_r(retention);
        expect_medians_and_fixed_days_equal_r(retention);
        expect_coverage_equals_r(groups_of(said, "monthly_contact_coverage"));
    }
    auto const verified = run({"verify"});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST_P(Trials, ImportedAgainChangeNothing) {
    auto const again = run({"import", "examples/ctn"});
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_NE(again.out.find("contacts from visits.csv: 0 created, 0 changed, 31499 unchanged, 0 rejected"),
              std::string::npos)
        << again.out;
}

TEST_P(Trials, ExportedAndImportedIntoAnEmptyOrganizationGiveTheSameReport) {
    auto const target = (folder() / "export").string();
    ASSERT_EQ(run({"export", target}).exit_code, 0);
    TestDatabase other(GetParam(), false);
    other.close();
    auto const imported = run_cairn({"import", target, "--db", other.address()});
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
    auto before = report({"--by", "site"});
    auto after = json::parse(run_cairn({"report", "--by", "site", "--db", other.address()}).out).as_object();
    before.erase("generated_at");
    after.erase("generated_at");
    EXPECT_EQ(before, after);
}

// Restoring into the other engine moves an organization.
TEST_P(Trials, ABackupMovesTheOrganizationToEveryEngine) {
    auto const file = (folder() / "backup").string();
    TemporaryFolder const elsewhere;
    auto const key = (elsewhere.path() / "key").string();
    auto const saved = run({"backup", file, "--key-out", key});
    ASSERT_EQ(saved.exit_code, 0) << saved.err;
    auto before = report({"--by", "region,study_arm"});
    before.erase("generated_at");
    for (auto const engine : engines_under_test()) {
        TestDatabase other(engine, false);
        other.close();
        std::filesystem::remove(other.folder() / "cairn.db");
        auto const restored = run_cairn({"restore", file, "--key", key, "--db", other.address()});
        ASSERT_EQ(restored.exit_code, 0) << restored.err;
        EXPECT_EQ(run_cairn({"verify", "--db", other.address()}).exit_code, 0);
        auto after = json::parse(run_cairn({"report", "--by", "region,study_arm", "--db", other.address()}).out);
        after.as_object().erase("generated_at");
        EXPECT_EQ(json::value(before), after) << to_string(engine);
    }
}

}  // namespace
}  // namespace cairn
