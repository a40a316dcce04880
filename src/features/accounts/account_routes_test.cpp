#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "features/accounts/testing.hpp"

namespace cairn {
namespace {

boost::json::object object_of(HttpResponse const& response) { return boost::json::parse(response.body).as_object(); }
std::string text_of(HttpResponse const& response, std::string_view member) {
    return std::string(object_of(response).at(member).as_string());
}

class AccountRoutes : public AccountApiTest {
protected:
    std::string path(Person const& person, std::string const& command) {
        return "/accounts/" + to_string(person.account_id) + command;
    }
    std::string const participant_ = "0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11";
};
INSTANTIATE_STORE_TESTS(AccountRoutes);

TEST_P(AccountRoutes, SigningInGivesACookieThatScriptsCannotRead) {
    auto const ana = a_person("ana", Role::peer);
    auto one = browser();
    auto const answer = one.sign_in("Ana");
    ASSERT_EQ(answer.status, 200) << answer.body;
    auto const cookie = std::string(answer.header("Set-Cookie"));
    EXPECT_TRUE(cookie.starts_with("cairn_session="));
    EXPECT_TRUE(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict")) << cookie;
    EXPECT_EQ(text_of(answer, "account_id"), to_string(ana.account_id));
    EXPECT_EQ(text_of(answer, "role"), "peer");
    EXPECT_EQ(text_of(answer, "expires_at"), "2026-11-03T00:00:00.000Z");
    EXPECT_EQ(text_of(answer, "idle_until"), "2026-11-02T12:30:00.000Z");
    for (std::string const who : {"/session", "/me"}) {
        auto const me = one.get(who);
        EXPECT_EQ(me.status, 200);
        EXPECT_EQ(me.body, answer.body);
        EXPECT_EQ(me.body.find("argon2id"), std::string::npos);
    }
}

TEST_P(AccountRoutes, UnknownWrongDisabledAndEndedAreOneAnswerByteForByte) {
    a_person("ana");
    auto const closed = a_person("closed");
    disable_account(permit(), organization(), seen(closed), key()).value();
    auto const wrong = browser().sign_in("ana", "not the password");
    EXPECT_EQ(wrong.status, 401);
    for (auto const& other :
         {browser().sign_in("nobody"), browser().sign_in("closed"), browser().sign_in("closed", "x")}) {
        EXPECT_EQ(other.status, wrong.status);
        EXPECT_EQ(without_request_id(other), without_request_id(wrong));
        EXPECT_EQ(other.headers.size(), wrong.headers.size());
        EXPECT_TRUE(other.header("Set-Cookie").empty());
    }
}

TEST_P(AccountRoutes, TooManyTriesAreToldWhenToComeBack) {
    for (int i = 0; i < tries_per_login.tries; ++i) EXPECT_EQ(browser().sign_in("nobody").status, 401);
    auto const limited = browser().sign_in("nobody");
    EXPECT_EQ(limited.status, 429);
    EXPECT_EQ(limited.header("Retry-After"), "90");
    EXPECT_EQ(text_of(limited, "code"), "rate_limited");
}

TEST_P(AccountRoutes, SigningOutClearsTheCookieWhateverItIs) {
    a_person("ana");
    auto one = signed_in("ana");
    auto const cookie = one.cookie;
    auto const out = one.send("DELETE", "/session");
    EXPECT_EQ(out.status, 204);
    EXPECT_NE(out.header("Set-Cookie").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(one.get("/me").status, 401);
    one.cookie = cookie;
    EXPECT_EQ(one.get("/me").status, 401);
    EXPECT_EQ(one.send("DELETE", "/session").status, 204);
    EXPECT_EQ(browser().send("DELETE", "/session").status, 204);
}

TEST_P(AccountRoutes, SigningInAgainEndsTheSessionThatTheBrowserHad) {
    a_person("ana");
    auto one = signed_in("ana");
    auto before = browser();
    before.cookie = one.cookie;
    EXPECT_EQ(one.sign_in("ana").status, 200);
    EXPECT_EQ(one.get("/me").status, 200);
    EXPECT_EQ(before.get("/me").status, 401);
}

TEST_P(AccountRoutes, SigningOutEverywhereEndsEveryBrowser) {
    a_person("ana");
    auto one = signed_in("ana");
    auto other = signed_in("ana");
    EXPECT_EQ(one.post("/session/sign-out-everywhere").status, 204);
    EXPECT_EQ(one.get("/me").status, 401);
    EXPECT_EQ(other.get("/me").status, 401);
}

TEST_P(AccountRoutes, ChangingThePasswordKeepsThisSessionAndEndsTheOthers) {
    a_person("ana");
    auto one = signed_in("ana");
    auto other = signed_in("ana");
    std::string const body = R"({"current_password":"a few words in a row","new_password":"entirely different words"})";
    auto const changed = one.command("/me/password", body, 0, "change-1");
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(one.get("/me").status, 200);
    EXPECT_EQ(other.get("/me").status, 401);
    EXPECT_EQ(browser().sign_in("ana").status, 401);
    EXPECT_EQ(browser().sign_in("ana", "entirely different words").status, 200);
    // The answer was lost and the request comes again.
    auto const again = one.command("/me/password", body, 0, "change-1");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(text_of(again, "outcome"), "duplicate");
    EXPECT_EQ(one.get("/me").status, 200);
}

TEST_P(AccountRoutes, ANewPasswordNeedsTheOldOneAndFulfilsTheRules) {
    a_person("ana");
    auto one = signed_in("ana");
    auto const change = [&](std::string const& current, std::string const& fresh) {
        auto const answer = one.command("/me/password", R"({"current_password":")" + current + R"(","new_password":")" +
                                                            fresh + R"("})");
        EXPECT_EQ(answer.status, 422) << answer.body;
        std::string codes;
        auto const problems = object_of(answer).at("problems").as_array();
        for (auto const& problem : problems) {
            codes +=
                std::string(problem.at("field").as_string()) + ":" + std::string(problem.at("code").as_string()) + " ";
        }
        return codes;
    };
    EXPECT_EQ(change("not the password", "entirely different words"), "current_password:wrong ");
    EXPECT_EQ(change("a few words in a row", "short"), "new_password:too_short ");
    EXPECT_EQ(change("a few words in a row", "a few words in a row"), "new_password:same_as_before ");
    EXPECT_EQ(change("not the password", "Password1234"), "new_password:too_common current_password:wrong ");
    EXPECT_EQ(one.get("/me").status, 200);
}

TEST_P(AccountRoutes, GuessingTheOldPasswordIsLimitedLikeSigningIn) {
    a_person("ana");
    auto one = signed_in("ana");
    std::string const body = R"({"current_password":"a guess","new_password":"entirely different words"})";
    for (int i = 0; i < tries_per_login.tries; ++i) EXPECT_EQ(one.command("/me/password", body).status, 422);
    auto const limited = one.command("/me/password", body);
    EXPECT_EQ(limited.status, 429);
    EXPECT_EQ(limited.header("Retry-After"), "90");
}

TEST_P(AccountRoutes, WithAPasswordOfSomebodyElsesOneMayOnlyChangeItLookAndLeave) {
    a_person("ana", Role::admin, true);
    auto one = signed_in("ana");
    auto const me = one.get("/me");
    EXPECT_EQ(me.status, 200);
    EXPECT_TRUE(object_of(me).at("must_change_password").as_bool());
    EXPECT_FALSE(object_of(me).contains("permissions"));
    for (std::string const elsewhere : {"/accounts", "/access-log?actor=x"}) {
        auto const refused = one.get(elsewhere);
        EXPECT_EQ(refused.status, 403);
        EXPECT_NE(refused.body.find("choose a password"), std::string::npos);
        EXPECT_NE(refused.body.find("\"must_change_password\":true"), std::string::npos);
    }
    EXPECT_EQ(one.command("/me/password",
                          R"({"current_password":"a few words in a row","new_password":"entirely different words"})")
                  .status,
              200);
    EXPECT_EQ(one.get("/accounts").status, 200);
    EXPECT_EQ(one.post("/session/sign-out-everywhere").status, 204);
}

TEST_P(AccountRoutes, AdministratorsAddAndListAccountsWithoutTheirHashes) {
    a_person("admin", Role::admin);
    auto one = signed_in("admin");
    auto const staff = a_member("Ben", Role::clinician);
    auto const added =
        one.command("/accounts", R"({"staff_id":")" + to_string(staff) + R"(","login":"ben"})", 0, "add-1");
    ASSERT_EQ(added.status, 201) << added.body;
    auto const password = text_of(added, "generated_password");
    EXPECT_TRUE(added.header("Location").starts_with("/api/v1/accounts/"));
    auto const again =
        one.command("/accounts", R"({"staff_id":")" + to_string(staff) + R"(","login":"ben"})", 0, "add-1");
    EXPECT_EQ(text_of(again, "outcome"), "duplicate");
    EXPECT_FALSE(object_of(again).contains("generated_password"));
    EXPECT_EQ(browser().sign_in("ben", password).status, 200);

    auto const list = one.get("/accounts?limit=1");
    EXPECT_EQ(list.status, 200);
    EXPECT_NE(list.body.find("\"login\":\"admin\""), std::string::npos);
    auto const rest = one.get("/accounts?limit=1&cursor=" + text_of(list, "next"));
    EXPECT_NE(rest.body.find("\"login\":\"ben\""), std::string::npos);
    EXPECT_NE(rest.body.find("\"role\":\"clinician\""), std::string::npos);
    EXPECT_TRUE(object_of(rest).at("next").is_null());
    auto const single = one.get("/accounts/" + text_of(added, "id"));
    EXPECT_EQ(single.header("ETag"), "\"1\"");
    for (auto const& answer : {added, list, rest, single}) {
        EXPECT_EQ(answer.body.find("argon2id"), std::string::npos);
        EXPECT_EQ(answer.body.find("password_hash"), std::string::npos);
    }
}

TEST_P(AccountRoutes, SomebodyDisabledInMidSessionIsOutWithinASecond) {
    a_person("admin", Role::admin);
    auto const ben = a_person("ben");
    auto admin = signed_in("admin");
    auto bens = signed_in("ben");
    EXPECT_EQ(bens.get("/me").status, 200);
    auto const disabled = admin.command(path(ben, "/disable"), "{}", 1);
    EXPECT_EQ(disabled.status, 200) << disabled.body;
    wait(1);
    EXPECT_EQ(bens.get("/me").status, 401);
    EXPECT_EQ(bens.sign_in("ben").status, 401);
    EXPECT_EQ(admin.command(path(ben, "/enable"), "{}", 1).status, 412);
    EXPECT_EQ(admin.command(path(ben, "/enable"), "{}").status, 428);
    EXPECT_EQ(admin.command(path(ben, "/enable"), "{}", 2).status, 200);
    EXPECT_EQ(bens.get("/me").status, 401);
    EXPECT_EQ(bens.sign_in("ben").status, 200);
    EXPECT_EQ(admin.post(path(ben, "/sign-out")).status, 204);
    EXPECT_EQ(bens.get("/me").status, 401);
}

TEST_P(AccountRoutes, AResetGivesAPasswordThatMustBeChanged) {
    a_person("admin", Role::admin);
    auto const ben = a_person("ben");
    auto admin = signed_in("admin");
    auto bens = signed_in("ben");
    auto const reset = admin.command(path(ben, "/reset"), "{}", 1);
    ASSERT_EQ(reset.status, 200) << reset.body;
    wait(1);
    EXPECT_EQ(bens.get("/me").status, 401);
    auto const in = bens.sign_in("ben", text_of(reset, "generated_password"));
    EXPECT_EQ(in.status, 200);
    EXPECT_TRUE(object_of(in).at("must_change_password").as_bool());
}

TEST_P(AccountRoutes, NobodyElseManagesAccounts) {
    auto const ben = a_person("ben", Role::manager);
    auto one = signed_in("ben");
    EXPECT_EQ(one.get("/accounts").status, 403);
    EXPECT_EQ(one.get("/accounts/" + to_string(ben.account_id)).status, 403);
    EXPECT_EQ(one.command("/accounts", "{}").status, 403);
    for (std::string const command : {"/reset", "/disable", "/enable", "/sign-out"}) {
        EXPECT_EQ(one.command(path(ben, command), "{}", 1).status, 403);
    }
    EXPECT_EQ(one.get("/access-log?actor=x").status, 403);
    EXPECT_EQ(browser().get("/accounts").status, 401);
}

TEST_P(AccountRoutes, TheFirstAdministratorIsMadeFromTheServerItselfOnly) {
    std::string const body = R"({"display_name":"Kim","login":"kim","password":"a few words in a row"})";
    auto remote = browser("192.0.2.1");
    remote.host = "localhost:8080";
    EXPECT_EQ(remote.get("/setup").body, R"({"needs_administrator":true,"possible_from_here":false})");
    EXPECT_EQ(remote.command("/setup", body).status, 403);
    auto renamed = browser("127.0.0.1");
    renamed.host = "evil.example:8080";
    EXPECT_EQ(renamed.command("/setup", body).status, 403);
    auto local = browser("127.0.0.1");
    local.host = "localhost:8080";
    for (std::string const header : {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"}) {
        EXPECT_EQ(local.send("POST", "/setup", body, {{"Idempotency-Key", "k"}, {header, "for=192.0.2.1"}}).status,
                  403);
    }
    EXPECT_EQ(local.get("/setup").body, R"({"needs_administrator":true,"possible_from_here":true})");
    auto const made = local.command("/setup", body);
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(local.get("/setup").body, R"({"needs_administrator":false,"possible_from_here":false})");
    EXPECT_EQ(local.command("/setup", body).status, 403);
    EXPECT_EQ(local.sign_in("kim").status, 200);
    EXPECT_EQ(text_of(local.get("/me"), "role"), "admin");
}

TEST_P(AccountRoutes, ReadsAreLoggedAndTheLogTellsWhoSawWhom) {
    auto const ana = a_person("ana", Role::peer);
    a_person("admin", Role::admin);
    auto anas = signed_in("ana");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(anas.get("/participants/" + participant_).status, 200);
        ASSERT_TRUE(log_.flush());
        wait(60);
    }
    auto admin = signed_in("admin");
    auto const seen_by = admin.get("/access-log?participant_id=" + participant_ + "&limit=2");
    ASSERT_EQ(seen_by.status, 200) << seen_by.body;
    auto const items = object_of(seen_by).at("items").as_array();
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].at("at").as_string(), "2026-11-02T12:02:00.000Z");
    EXPECT_EQ(items[0].at("display_name").as_string(), "Holder of ana");
    EXPECT_EQ(items[0].at("operation").as_string(), "read_participant");
    EXPECT_EQ(items[0].at("actor").as_string(), to_string(ana.account_id));
    auto const rest =
        admin.get("/access-log?participant_id=" + participant_ + "&limit=2&cursor=" + text_of(seen_by, "next"));
    EXPECT_EQ(object_of(rest).at("items").as_array().size(), 1U);
    EXPECT_TRUE(object_of(rest).at("next").is_null());
    auto const saw = admin.get("/access-log?actor=" + to_string(ana.account_id) +
                               "&from=2026-11-02T12:01:00Z&to=2026-11-02T12:02:00Z");
    EXPECT_EQ(object_of(saw).at("items").as_array().size(), 1U);
    EXPECT_EQ(object_of(admin.get("/access-log?actor=" + to_string(ana.account_id) + "&from=2026-11-02&to=2026-11-02"))
                  .at("items")
                  .as_array()
                  .size(),
              3U);
    EXPECT_EQ(object_of(admin.get("/access-log?actor=" + to_string(ana.account_id) + "&from=2026-11-03"))
                  .at("items")
                  .as_array()
                  .size(),
              0U);
    // Whoever reads the log has seen whom it names.
    ASSERT_TRUE(log_.flush());
    EXPECT_GT(count("SELECT count(*) FROM access_log WHERE operation = 'list_access_log'"), 0);
}

TEST_P(AccountRoutes, WhoeverSawTheWholeProgramSawTheParticipantToo) {
    a_person("ana", Role::peer);
    a_person("admin", Role::admin);
    log_.saw(gate_.enter(token_of("ana")).value(), "download_export", "request", {std::string(whole_program_seen)});
    ASSERT_TRUE(log_.flush());
    auto admin = signed_in("admin");
    auto const seen_by = object_of(admin.get("/access-log?participant_id=" + participant_)).at("items").as_array();
    ASSERT_EQ(seen_by.size(), 1U);
    EXPECT_EQ(seen_by[0].at("participant_id").as_string(), "*");
    EXPECT_EQ(seen_by[0].at("operation").as_string(), "download_export");
}

TEST_P(AccountRoutes, WhoeverTookTheWholeProgramAlongHasSeenEverybody) {
    auto const manager = a_person("manager", Role::manager);
    a_person("admin", Role::admin);
    auto managers = signed_in("manager");
    EXPECT_EQ(managers.get("/participants/" + participant_).status, 200);
    log_.saw(authorize_operator("kim"), "export", "request-1", {std::string(whole_program_seen)});
    ASSERT_TRUE(log_.flush());
    auto admin = signed_in("admin");
    auto const first = admin.get("/access-log?participant_id=" + participant_ + "&limit=1");
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_NE(first.body.find("operator:kim"), std::string::npos);
    auto const rest =
        admin.get("/access-log?participant_id=" + participant_ + "&limit=1&cursor=" + text_of(first, "next"));
    EXPECT_NE(rest.body.find(to_string(manager.account_id)), std::string::npos);
    EXPECT_TRUE(object_of(rest).at("next").is_null());
    auto const both = admin.get("/access-log?participant_id=" + participant_ + "&actor=operator:kim&from=2026-11-01");
    EXPECT_EQ(object_of(both).at("items").as_array().size(), 1U);
}

TEST_P(AccountRoutes, TheLogIsAskedForSomebody) {
    a_person("admin", Role::admin);
    auto admin = signed_in("admin");
    EXPECT_EQ(admin.get("/access-log").status, 422);
    EXPECT_EQ(admin.get("/access-log?participant_id=x").status, 422);
    EXPECT_EQ(admin.get("/access-log?actor=x&from=yesterday").status, 422);
    EXPECT_EQ(admin.get("/access-log?actor=x&cursor=forged").status, 422);
}

TEST_P(AccountRoutes, WhileReadsCannotBeLoggedChartsCannotBeRead) {
    a_person("ana", Role::peer);
    a_person("admin", Role::admin);
    auto anas = signed_in("ana");
    EXPECT_EQ(anas.get("/participants/" + participant_).status, 200);
    ASSERT_TRUE(log_.flush());
    database().maintain([](Maintenance& session) { session.execute_script("ALTER TABLE access_log RENAME TO away"); });
    EXPECT_EQ(anas.get("/participants/" + participant_).status, 200) << "not known to be refused yet";
    EXPECT_FALSE(log_.flush());
    EXPECT_EQ(anas.get("/participants/" + participant_).status, 503);
    EXPECT_EQ(signed_in("admin").get("/accounts").status, 200) << "who shows no charts is not held up";
    database().maintain([](Maintenance& session) { session.execute_script("ALTER TABLE away RENAME TO access_log"); });
    EXPECT_TRUE(log_.flush());
    EXPECT_EQ(anas.get("/participants/" + participant_).status, 200);
}

}  // namespace
}  // namespace cairn
