#include <gtest/gtest.h>

#include <thread>

#include "features/accounts/testing.hpp"

namespace cairn {
namespace {

class AccountService : public AccountTest {
protected:
    Result<WrittenAccount> add(NewAccount const& account, std::string key) {
        return add_account(permit(), organization(), passwords_, account, std::move(key));
    }
    NewAccount an_account(std::string login = "ana", std::string password = std::string(test_password)) {
        return {.staff_id = a_member("Ana", Role::peer), .login = std::move(login), .password = std::move(password)};
    }
    Strings refusal(NewAccount const& account) {
        auto const refused = add(account, key());
        EXPECT_FALSE(refused);
        return refused ? Strings{} : brief(refused.error().problems);
    }
    std::string everything_kept() {
        std::string all;
        database().read([&](Reader& reader) {
            for (std::string const sql :
                 {"SELECT coalesce(body, '') || receipt.result || receipt.key FROM journal LEFT "
                  "JOIN receipt ON TRUE LIMIT 100000",
                  "SELECT login || password_hash FROM account LIMIT 1000"}) {
                reader.each({sql}, [&](Row const& row) {
                    all += row.text(0);
                    return true;
                });
            }
        });
        return all;
    }
};
INSTANTIATE_STORE_TESTS(AccountService);

TEST_P(AccountService, AnAccountIsARecordInTheFileOfItsHolder) {
    auto account = an_account("Aña Gómez");
    account.login = "Aña.Gómez";
    account.id = new_id<Account>();
    ASSERT_TRUE(add(account, key()));
    auto const kept = stored(account.id);
    EXPECT_EQ(kept->login, "ana.gomez");
    EXPECT_EQ(kept->staff_id, account.staff_id);
    EXPECT_TRUE(kept->must_change_password);
    EXPECT_EQ(kept->password_changed_at, store().clock().now());
    EXPECT_EQ(history(account.id), Strings{"add_account"});
    EXPECT_EQ(count("SELECT count(*) FROM journal WHERE record_type = 'account' AND stream = '" +
                    to_string(account.staff_id) + "'"),
              1);
}

TEST_P(AccountService, EveryProblemIsToldAtOnce) {
    a_person("ben");
    EXPECT_EQ(refusal({.staff_id = new_id<Staff>(), .login = "Ben", .password = "short"}),
              (Strings{"password:too_short", "staff_id:no_such_record", "login:already_exists"}));
    EXPECT_EQ(refusal(an_account("a b")), Strings{"login:format"});
    EXPECT_EQ(refusal(an_account("")), Strings{"login:required"});
    EXPECT_EQ(refusal(an_account("someone.here", "someone.here")), Strings{"password:same_as_login"});
}

TEST_P(AccountService, AMemberOfStaffHasOneAccount) {
    auto const person = a_person("ana");
    EXPECT_EQ(refusal({.staff_id = person.staff_id, .login = "other", .password = std::string(test_password)}),
              Strings{"staff_id:already_exists"});
}

TEST_P(AccountService, TheSameRequestTwiceIsOneAccountAndAnotherPasswordIsAnotherRequest) {
    auto account = an_account();
    ASSERT_TRUE(add(account, "once"));
    auto const again = add(account, "once");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->written.outcome, Outcome::duplicate);
    account.password = "some other words";
    EXPECT_EQ(add(account, "once").error().code, ErrorCode::key_reused);
}

TEST_P(AccountService, APasswordThatIsMadeUpIsToldOnce) {
    NewAccount const account{.staff_id = a_member("Ana", Role::peer), .login = "ana"};
    auto const first = add(account, "once");
    ASSERT_TRUE(first);
    ASSERT_TRUE(first->generated_password);
    EXPECT_TRUE(sign_in("ana", *first->generated_password));
    auto const again = add(account, "once");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->written.outcome, Outcome::duplicate);
    EXPECT_FALSE(again->generated_password);
    EXPECT_TRUE(sign_in("ana", *first->generated_password));
}

TEST_P(AccountService, NoPasswordIsKeptAnywhere) {
    auto const person = a_person("ana");
    ResetPassword const command{.id = person.account_id, .version = 1, .password = "certain other words"};
    ASSERT_TRUE(reset_password(permit(), organization(), passwords_, command, key()));
    auto const kept = everything_kept();
    EXPECT_EQ(kept.find(test_password), std::string::npos);
    EXPECT_EQ(kept.find("certain other words"), std::string::npos);
    // Nor a digest of it that could be guessed at more cheaply than argon2id.
    EXPECT_EQ(count("SELECT count(*) FROM receipt WHERE command = 'reset_password'"), 1);
    EXPECT_NE(kept.find("$argon2id$"), std::string::npos);
}

TEST_P(AccountService, AStaleCommandIsRefusedWithoutTheHash) {
    auto const person = a_person("ana");
    ASSERT_TRUE(disable_account(permit(), organization(), {person.account_id, 1}, key()));
    auto const refused = enable_account(permit(), organization(), {person.account_id, 1}, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::stale_version);
    EXPECT_NE(refused.error().details_json.find("\"login\":\"ana\""), std::string::npos);
    EXPECT_EQ(refused.error().details_json.find("argon2id"), std::string::npos);
    EXPECT_EQ(enable_account(permit(), organization(), {person.account_id, 0}, key()).error().code,
              ErrorCode::version_required);
}

TEST_P(AccountService, DisablingAndEnablingAreTwoStates) {
    auto const person = a_person("ana");
    EXPECT_EQ(enable_account(permit(), organization(), {person.account_id, 1}, key()).error().code,
              ErrorCode::illegal_transition);
    ASSERT_TRUE(disable_account(permit(), organization(), {person.account_id, 1}, key()));
    EXPECT_EQ(disable_account(permit(), organization(), {person.account_id, 2}, key()).error().code,
              ErrorCode::illegal_transition);
    ASSERT_TRUE(enable_account(permit(), organization(), {person.account_id, 2}, key()));
    EXPECT_EQ(history(person.account_id), (Strings{"add_account", "disable_account", "enable_account"}));
}

TEST_P(AccountService, NobodyClosesTheirOwnAccount) {
    auto const admin = a_person("admin", Role::admin);
    auto const own = authorize_holder(to_string(admin.account_id), to_string(admin.staff_id), Role::admin, Date{});
    EXPECT_EQ(disable_account(own, organization(), {admin.account_id, 1}, key()).error().code, ErrorCode::not_allowed);
}

TEST_P(AccountService, OnlyWhoMayManageAccountsDoes) {
    auto const person = a_person("ana");
    auto const manager = authorize_holder("someone", to_string(person.staff_id), Role::manager, Date{});
    AccountCommand const command{person.account_id, 1};
    for (auto const& other : {nobody(), manager, authorize_newcomer("new", to_string(person.staff_id))}) {
        EXPECT_EQ(add_account(other, organization(), passwords_, an_account("x"), key()).error().code,
                  ErrorCode::not_allowed);
        EXPECT_EQ(
            add_holder(other, organization(), passwords_, {.display_name = "X", .login = "x"}, key()).error().code,
            ErrorCode::not_allowed);
        EXPECT_EQ(
            reset_password(other, organization(), passwords_, {.id = command.id, .version = 1}, key()).error().code,
            ErrorCode::not_allowed);
        EXPECT_EQ(disable_account(other, organization(), command, key()).error().code, ErrorCode::not_allowed);
        EXPECT_EQ(enable_account(other, organization(), command, key()).error().code, ErrorCode::not_allowed);
    }
}

TEST_P(AccountService, WhatDoesNotExistIsNotFound) {
    AccountCommand const command{new_id<Account>(), 1};
    EXPECT_EQ(disable_account(permit(), organization(), command, key()).error().code, ErrorCode::not_found);
    EXPECT_EQ(enable_account(permit(), organization(), command, key()).error().code, ErrorCode::not_found);
    EXPECT_EQ(
        reset_password(permit(), organization(), passwords_, {.id = command.id, .version = 1}, key()).error().code,
        ErrorCode::not_found);
}

TEST_P(AccountService, SomebodyNewToTheStaffIsAddedWithTheirRecordOrNotAtAll) {
    NewHolder holder{.display_name = "Kim", .role = Role::manager, .login = "kim", .password = "short"};
    auto const refused = add_holder(permit(), organization(), passwords_, holder, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems), Strings{"password:too_short"});
    EXPECT_EQ(count("SELECT count(*) FROM staff"), 0);
    holder.password = test_password;
    ASSERT_TRUE(add_holder(permit(), organization(), passwords_, holder, "once"));
    EXPECT_EQ(add_holder(permit(), organization(), passwords_, holder, "once")->written.outcome, Outcome::duplicate);
    EXPECT_EQ(count("SELECT count(*) FROM staff WHERE role = 'manager' AND display_name = 'Kim'"), 1);
    EXPECT_TRUE(sign_in("kim"));
}

TEST_P(AccountService, OfTwoFirstAdministratorsOneIsMade) {
    EXPECT_FALSE(has_accounts(organization()));
    std::vector<Result<Written>> answers(4, Error{});
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < answers.size(); ++i) keys.push_back(key());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            threads.emplace_back([&, i] {
                FirstAdministrator const first{.display_name = "Admin " + std::to_string(i),
                                               .login = "admin" + std::to_string(i),
                                               .password = std::string(test_password)};
                answers[i] = set_up(organization(), passwords_, first, keys[i]);
            });
        }
    }
    auto const is_made = [](auto const& answer) { return answer.has_value(); };
    EXPECT_EQ(std::count_if(answers.begin(), answers.end(), is_made), 1);
    for (auto const& answer : answers) {
        EXPECT_TRUE(answer || answer.error().code == ErrorCode::not_allowed);
    }
    EXPECT_EQ(count("SELECT count(*) FROM account"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM staff WHERE role = 'admin'"), 1);
    EXPECT_TRUE(has_accounts(organization()));
}

TEST_P(AccountService, TheFirstAdministratorNeedNotChangeThePassword) {
    FirstAdministrator const first{
        .display_name = "Kim", .time_zone = "America/Chicago", .login = "kim", .password = std::string(test_password)};
    ASSERT_TRUE(set_up(organization(), passwords_, first, "once"));
    EXPECT_EQ(set_up(organization(), passwords_, first, "once")->outcome, Outcome::duplicate);
    auto const session = sign_in("kim");
    ASSERT_TRUE(session);
    EXPECT_EQ(session->signed_in.holder.role, Role::admin);
    EXPECT_EQ(session->signed_in.holder.time_zone, "America/Chicago");
    EXPECT_FALSE(session->signed_in.holder.must_change_password);
}

TEST_P(AccountService, TheFirstAdministratorFulfilsEveryRule) {
    FirstAdministrator const first{.display_name = "", .time_zone = "Mars", .login = "k", .password = "short"};
    auto const refused = set_up(organization(), passwords_, first, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems),
              (Strings{"password:too_short", "display_name:required", "time_zone:format", "login:format"}));
    EXPECT_FALSE(has_accounts(organization()));
}

}  // namespace
}  // namespace cairn
