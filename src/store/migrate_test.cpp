#include "store/migrate.hpp"

#include <gtest/gtest.h>

#include "store/testing.hpp"

namespace cairn {
namespace {

Migration migration(int number, std::string name, std::string text) {
    auto const checksum = to_hex(digest_of(text));
    return {number, std::move(name), std::move(text), checksum};
}

std::vector<Migration> two_migrations() {
    return {migration(1, "0001_first.sql", "CREATE TABLE first (id text PRIMARY KEY);"),
            migration(2, "0002_second.sql", "CREATE TABLE second (id text PRIMARY KEY);")};
}

class Migrations : public testing::TestWithParam<Engine> {
protected:
    Result<MigrationState> apply(std::vector<Migration> const& known) {
        return migrate(store_.database(), store_.clock(), known);
    }
    bool has_table(std::string const& name) {
        try {
            store_.database().read([&](Reader& reader) {
                auto const sql = "SELECT count(*) FROM " + name;
                (void)reader.integer({sql});
            });
            return true;
        } catch (std::exception const&) {
            return false;
        }
    }
    TestDatabase store_{GetParam(), false};
};
INSTANTIATE_STORE_TESTS(Migrations);

TEST_P(Migrations, AreAppliedOnceAndInOrder) {
    auto const first = apply({two_migrations().front()});
    ASSERT_TRUE(first);
    EXPECT_EQ(first->applied, std::vector<std::string>{"0001_first.sql"});
    auto const state = migration_state(store_.database(), two_migrations());
    EXPECT_EQ(state->pending, std::vector<std::string>{"0002_second.sql"});
    EXPECT_TRUE(apply(two_migrations())->pending.empty());
    EXPECT_EQ(apply(two_migrations())->applied.size(), 2U);
    EXPECT_TRUE(has_table("second"));
}

TEST_P(Migrations, OfANewerProgramAreRefusedAndNothingIsTouched) {
    ASSERT_TRUE(apply(two_migrations()));
    auto const refused = apply({two_migrations().front()});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::corrupted);
    EXPECT_NE(refused.error().message.find("0002_second.sql"), std::string::npos);
    EXPECT_TRUE(has_table("second"));
}

TEST_P(Migrations, ThatDifferFromTheirChecksumAreRefused) {
    ASSERT_TRUE(apply(two_migrations()));
    auto altered = two_migrations();
    altered[0] = migration(1, "0001_first.sql", "CREATE TABLE other (id text PRIMARY KEY);");
    EXPECT_FALSE(apply(altered));
}

TEST_P(Migrations, ThatFailHalfWayLeaveNothing) {
    auto broken = two_migrations();
    broken[1] = migration(2, "0002_second.sql", "CREATE TABLE second (id text PRIMARY KEY); CREATE TABLE nonsense (;");
    EXPECT_ANY_THROW((void)apply(broken));
    EXPECT_TRUE(has_table("first"));
    EXPECT_FALSE(has_table("second"));
    EXPECT_TRUE(apply(two_migrations())) << "mended, it goes through";
}

TEST_P(Migrations, AreRefusedWhileSomebodyHasTheDatabaseOpen) {
    EXPECT_THROW((void)open_database(store_.address(), store_.clock(), store_.randomness(), {.exclusive = true}),
                 DatabaseUnavailable);
    store_.close();
    auto const alone = open_database(store_.address(), store_.clock(), store_.randomness(), {.exclusive = true});
    ASSERT_TRUE(alone);
    EXPECT_THROW((void)open_database(store_.address(), store_.clock(), store_.randomness()), DatabaseUnavailable);
}

TEST(MigrationText, ShowsEachEngineItsOwnSections) {
    std::string const text = "a\n-- engine: sqlite\nb\n-- engine: postgresql\nc\n-- engine: both\nd\n";
    EXPECT_EQ(text_for_engine(text, Engine::sqlite), "a\nb\nd\n");
    EXPECT_EQ(text_for_engine(text, Engine::postgresql), "a\nc\nd\n");
}

TEST(MigrationText, OfTheProgramIsNumberedWithoutGaps) {
    auto const migrations = program_migrations();
    ASSERT_FALSE(migrations.empty());
    for (std::size_t i = 0; i < migrations.size(); ++i) EXPECT_EQ(migrations[i].number, static_cast<int>(i) + 1);
}

}  // namespace
}  // namespace cairn
