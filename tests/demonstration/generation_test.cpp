// A small demonstration, generated on each engine.
#include <gtest/gtest.h>

#include "features/demonstration/demonstration.hpp"
#include "features/program/testing.hpp"
#include "store/migrate.hpp"
#include "store/sqlite_bulk.hpp"

namespace cairn {
namespace {

constexpr DemonstrationOptions small{.seed = 11, .until = Instant{1'793'640'600'000}, .referrals = 120, .months = 6};

// What the journal says of everything but accounts, whose password hashes are new each time.
std::vector<std::string> told(Database& database) {
    std::vector<std::string> lines;
    database.read([&](Reader& reader) {
        reader.each({"SELECT at, actor, command, record_id, body FROM journal WHERE record_type <> 'account' "
                     "ORDER BY position LIMIT 100000"},
                    [&](Row const& row) {
                        std::string line;
                        for (int i = 0; i < 5; ++i) line += std::string(row.text(i)) + ' ';
                        lines.push_back(std::move(line));
                        return true;
                    });
    });
    return lines;
}

class SmallDemonstration {
public:
    explicit SmallDemonstration(DemonstrationOptions const& options)
        : clock_(demonstration_begins_at(options)), seeded_(options.seed), ids_(clock_, seeded_) {
        database_ = std::make_unique<SqliteBulkDatabase>(path(), clock_, seeded_);
        migrate(*database_, clock_).value();
        Organization organization(*database_, clock_, ids_);
        seed_program(organization);
        Passwords passwords(unguessable_);
        counts = generate_demonstration(organization, clock_, passwords, options);
    }

    std::string path() const { return (folder_.path() / "cairn.db").string(); }
    Database& database() { return *database_; }
    void finish() { database_->finish(); }
    DemonstrationCounts counts{};

private:
    TemporaryFolder folder_;
    FixedClock clock_;
    SeededRandomness seeded_;
    SystemRandomness unguessable_;
    IdSource ids_;
    std::unique_ptr<SqliteBulkDatabase> database_;
};

TEST(Generation, GivesTheSameRecordsForTheSameSeedAndPresentAndOthersForAnotherSeed) {
    SmallDemonstration one(small);
    SmallDemonstration same(small);
    EXPECT_EQ(told(one.database()), told(same.database()));
    auto another = small;
    another.seed = 12;
    EXPECT_NE(told(one.database()), told(SmallDemonstration(another).database()));
}

TEST(Generation, IsAnOrdinaryDatabaseOnceItIsFinished) {
    SmallDemonstration made(small);
    auto const lines = told(made.database());
    made.finish();
    SystemClock const clock;
    SystemRandomness randomness;
    auto const opened = open_database("sqlite:" + made.path(), clock, randomness);
    ASSERT_TRUE(opened);
    EXPECT_EQ(told(**opened), lines);
}

TEST(Generation, WorksAtMidnightAndOnWeekends) {
    // A Sunday, a minute past midnight, and New Year's Eve at a quarter to midnight, in New York.
    for (auto const* until : {"2026-03-08T05:01:00Z", "2026-01-01T04:45:00Z"}) {
        auto options = small;
        options.until = Instant::parse(until).value();
        EXPECT_GT(SmallDemonstration(options).counts.contacts, 500U) << until;
    }
}

TEST(Generation, NothingLiesAfterThePresent) {
    SmallDemonstration made(small);
    made.database().read([&](Reader& reader) {
        auto const now = to_string(small.until);
        EXPECT_EQ(reader.integer({"SELECT count(*) FROM journal WHERE at > $1", {now}}), 0);
        EXPECT_EQ(reader.integer({"SELECT count(*) FROM contact WHERE started_at > $1", {now}}), 0);
        EXPECT_EQ(reader.integer({"SELECT count(*) FROM referral WHERE received_at > $1", {now}}), 0);
    });
}

class GenerationOn : public OrganizationTest {};
INSTANTIATE_STORE_TESTS(GenerationOn);

TEST_P(GenerationOn, EveryEngineTakesTheWholeStory) {
    SystemRandomness unguessable;
    Passwords passwords(unguessable);
    auto options = small;
    options.referrals = 40;
    store().clock().set(demonstration_begins_at(options));
    auto const counts = generate_demonstration(organization(), store().clock(), passwords, options);
    EXPECT_GT(counts.participants, 40U);
    EXPECT_GT(counts.episodes, 30U);
    EXPECT_GT(counts.activities, 500U);
}

}  // namespace
}  // namespace cairn
