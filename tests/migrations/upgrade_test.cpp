// A database of an older program: refused for work, saved and brought up to date by `migrate`.
#include <gtest/gtest.h>

#include <filesystem>

#include "app/commands.hpp"
#include "app/wire.hpp"
#include "store/migrate.hpp"
#include "store/testing.hpp"

#include <sstream>

namespace cairn {
namespace {

constexpr std::size_t older_migrations = 3;

class Upgrade : public testing::TestWithParam<Engine> {
protected:
    Upgrade() : store_(GetParam(), false) {
        auto known = program_migrations();
        known.resize(older_migrations);
        if (!migrate(store_.database(), store_.clock(), known))
            throw std::runtime_error("cannot make an older database");
        store_.close();
    }

    Config config() const {
        return load_config(std::nullopt,
                           {{"database", store_.address()}, {"anchors", (store_.folder() / "anchors").string()}})
            .value();
    }

    TestDatabase store_;
    std::ostringstream out_;
    std::ostringstream err_;
    Terminal terminal_{out_, err_, false};
};
INSTANTIATE_STORE_TESTS(Upgrade);

TEST_P(Upgrade, IsAskedForBeforeAnythingElseIsDone) {
    EXPECT_EQ(report_command(config(), {}, terminal_), exit_unavailable);
    EXPECT_EQ(import_command(config(), {.folder = "examples/ctn"}, terminal_), exit_unavailable);
    EXPECT_NE(err_.str().find("cairn migrate"), std::string::npos);
}

TEST_P(Upgrade, SavesASqliteFileAsItWasThenBringsItUpToDate) {
    ASSERT_EQ(migrate_command(config(), terminal_), exit_done) << err_.str();
    EXPECT_EQ(report_command(config(), {}, terminal_), exit_done) << err_.str();
    EXPECT_EQ(verify_command(config(), terminal_), exit_done) << out_.str();
    if (GetParam() != Engine::sqlite) return;
    auto const saved = store_.folder() / "cairn.db.before-0004";
    ASSERT_TRUE(std::filesystem::exists(saved)) << err_.str();
    EXPECT_EQ(std::filesystem::status(saved).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    auto older = open_database("sqlite:" + saved.string(), store_.clock(), store_.randomness());
    EXPECT_EQ(migration_state(**older)->applied.size(), older_migrations);
}

TEST_P(Upgrade, HasNothingToDoTheSecondTime) {
    ASSERT_EQ(migrate_command(config(), terminal_), exit_done);
    EXPECT_EQ(migrate_command(config(), terminal_), exit_done);
    EXPECT_NE(out_.str().find("up to date"), std::string::npos);
}

}  // namespace
}  // namespace cairn
