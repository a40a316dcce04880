// Accounts from the command line: who is added, reset, disabled and listed, and what the exit status says.
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "program_run.hpp"

namespace cairn {
namespace {

class UserCommand : public testing::Test {
protected:
    ProgramRun user(std::vector<std::string> arguments, std::string const& input = "") {
        arguments.insert(arguments.begin(), {"--db", "sqlite:" + (folder_.path() / "cairn.db").string(), "user"});
        return run_cairn(arguments, {}, input);
    }
    std::string list() { return user({"list"}).out; }

private:
    TemporaryFolder folder_;
};

TEST_F(UserCommand, AddsSomebodyWithThePasswordFromStandardInput) {
    auto const added = user({"add", "Kim Lee", "--login", "Kim.Lee", "--role", "admin"}, "a few words in a row\n");
    EXPECT_EQ(added.exit_code, 0) << added.err;
    EXPECT_EQ(added.out, "Account kim.lee was added.\n");
    EXPECT_EQ(added.out.find("a few words"), std::string::npos);
    EXPECT_EQ(list(), "kim.lee\tadmin\tKim Lee\tmust choose a password\n");
}

TEST_F(UserCommand, ThePasswordThatItMakesUpIsShownOnce) {
    auto const added = user({"add", "Kim", "--login", "kim", "--role", "peer", "--generate", "--keep-password"});
    EXPECT_EQ(added.exit_code, 0) << added.err;
    auto const at = added.out.find("Password (shown this once): ");
    ASSERT_NE(at, std::string::npos) << added.out;
    EXPECT_EQ(added.out.size() - at, std::string("Password (shown this once): ").size() + 20 + 1);
    EXPECT_EQ(list(), "kim\tpeer\tKim\n");
}

TEST_F(UserCommand, RefusesWithTheRuleAndLeavesNothing) {
    EXPECT_EQ(user({"add", "Ana", "--login", "ana", "--role", "peer", "--generate"}).exit_code, 0);
    auto const before = list();
    struct Case {
        std::vector<std::string> arguments;
        std::string input;
        std::string says;
        int exit_code;
    };
    for (auto const& [arguments, input, says, exit_code] : std::vector<Case>{
             {{"add", "Kim", "--login", "kim", "--role", "peer"}, "short\n", "at least 12 characters", 1},
             {{"add", "Kim", "--login", "kim", "--role", "peer"}, "", "No password was given", 1},
             {{"add", "Kim", "--login", "ANA", "--role", "peer", "--generate"}, "", "Somebody has this login", 1},
             {{"add", "--login", "kim", "--generate"}, "", "Give a NAME and a --role", 1},
             {{"add", "Kim", "--login", "kim", "--generate"}, "", "Give a NAME and a --role", 1},
             {{"add", "--login", "kim", "--staff", "x", "--generate"}, "", "not an id", 1},
             {{"add", "--login", "kim", "--staff", "0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11", "--generate"},
              "",
              "no such staff",
              1},
             {{"add", "Kim", "--login", "kim", "--role", "emperor", "--generate"}, "", "emperor", 2},
             {{"add", "Kim", "--role", "peer", "--generate"}, "", "--login", 2},
             {{"reset", "nobody", "--generate"}, "", "Nobody has this login", 1},
             {{"disable", "nobody"}, "", "Nobody has this login", 1},
             {{"enable", "ana"}, "", "not disabled", 1},
             {{"disable"}, "", "login", 2},
             {{}, "", "subcommand", 2}}) {
        auto const said = user(arguments, input);
        EXPECT_EQ(said.exit_code, exit_code) << says << said.err;
        EXPECT_NE(said.err.find(says), std::string::npos) << said.err;
        EXPECT_EQ(said.out, "") << says;
    }
    EXPECT_EQ(list(), before);
}

TEST_F(UserCommand, ResetsDisablesAndEnables) {
    EXPECT_EQ(user({"add", "Ana", "--login", "ana", "--role", "peer", "--generate", "--keep-password"}).exit_code, 0);
    EXPECT_EQ(user({"disable", "ANA"}).exit_code, 0);
    EXPECT_TRUE(list().starts_with("ana\tpeer\tAna\tdisabled 2")) << list();
    EXPECT_EQ(user({"disable", "ana"}).exit_code, 1);
    EXPECT_EQ(user({"enable", "ana"}).exit_code, 0);
    auto const reset = user({"reset", "ana"}, "entirely different words\r\n");
    EXPECT_EQ(reset.exit_code, 0) << reset.err;
    EXPECT_EQ(list(), "ana\tpeer\tAna\tmust choose a password\n");
}

TEST_F(UserCommand, OnlyAddingMakesADatabase) {
    EXPECT_EQ(user({"list"}).exit_code, 3);
    EXPECT_EQ(user({"disable", "ana"}).exit_code, 3);
    EXPECT_EQ(user({"reset", "ana", "--generate"}).exit_code, 3);
}

}  // namespace
}  // namespace cairn
