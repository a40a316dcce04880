// What holds for every route of the API, whoever wrote it.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "api_testing.hpp"
#include "base/text.hpp"

namespace cairn {
namespace {

class EveryRoute : public WholeApiTest {
protected:
    static std::string name(Route const& route) {
        return std::string(to_string(route.method)) + ' ' + std::string(route.path);
    }
    // With the headers that a browser of ours sends, and what stands in `headers` instead of them.
    HttpResponse raw(Route const& route, std::string body, std::vector<Header> headers) {
        HttpRequest request{.method = std::string(to_string(route.method)),
                            .target = "/api/v1" + address(route, {}),
                            .headers = std::move(headers),
                            .body = std::move(body),
                            .remote_address = "127.0.0.1"};
        for (auto const& [header, value] :
             {Header{"Host", "cairn.test"}, Header{"Origin", "http://cairn.test"},
              Header{"Content-Type", "application/json"}, Header{"Cookie", "cairn_session=operator"},
              Header{"Idempotency-Key", "a-key"}, Header{"If-Match", "\"1\""}}) {
            if (!request.has_header(header)) request.headers.push_back({header, value});
        }
        return api().api().handle(request);
    }
    std::vector<Route const*> with_json() const {
        std::vector<Route const*> found;
        for (auto const& route : routes()) {
            if (route.takes.body == BodyKind::json) found.push_back(&route);
        }
        return found;
    }
};
INSTANTIATE_STORE_TESTS(EveryRoute);

TEST_P(EveryRoute, HasASentenceAndAnOperationOfItsOwn) {
    std::set<std::string_view> operations;
    for (auto const& route : routes()) {
        EXPECT_TRUE(route.summary.ends_with('.')) << name(route);
        EXPECT_TRUE(operations.insert(route.operation).second) << name(route);
        bool const is_read = is_safe(route.method);
        EXPECT_FALSE(is_read && (route.takes.key || route.takes.version || route.takes.body != BodyKind::none))
            << name(route);
    }
}

TEST_P(EveryRoute, ThatChangesSomethingRefusesAnotherOrigin) {
    for (auto const& route : routes()) {
        if (is_safe(route.method)) continue;
        EXPECT_EQ(raw(route, least_body(route), {{"Origin", "https://elsewhere.example"}}).status, 403) << name(route);
        EXPECT_EQ(raw(route, least_body(route), {{"Origin", ""}}).status, 403) << name(route);
    }
}

TEST_P(EveryRoute, ThatTakesJsonRefusesAnythingElse) {
    for (auto const* route : with_json()) {
        EXPECT_EQ(raw(*route, least_body(*route), {{"Content-Type", "text/plain"}}).status, 415) << name(*route);
        EXPECT_EQ(raw(*route, "{", {}).status, 400) << name(*route);
        EXPECT_EQ(raw(*route, std::string(200, '[') + std::string(200, ']'), {}).status, 400) << name(*route);
        EXPECT_EQ(raw(*route, "{\"a\":\"\xff\"}", {}).status, 400) << name(*route);
        EXPECT_EQ(raw(*route, std::string(json_text_max + 1, ' '), {}).status, 413) << name(*route);
    }
}

TEST_P(EveryRoute, ThatTakesJsonRefusesFieldsThatDoNotExist) {
    for (auto const* route : with_json()) {
        auto const refused = raw(*route, "{\"no_such_field\":1}", {});
        EXPECT_EQ(refused.status, 422) << name(*route) << refused.body;
        EXPECT_NE(refused.body.find("unknown_field"), std::string::npos) << name(*route) << refused.body;
        EXPECT_EQ(refused.body.find("no_such_field"), std::string::npos) << name(*route);
    }
}

TEST_P(EveryRoute, ThatWritesAsksForAKey) {
    for (auto const& route : routes()) {
        if (!route.takes.key) continue;
        auto const refused = raw(route, least_body(route), {{"Idempotency-Key", ""}});
        EXPECT_EQ(refused.status, 422) << name(route);
        EXPECT_NE(refused.body.find("Idempotency-Key"), std::string::npos) << name(route);
    }
}

TEST_P(EveryRoute, KnowsItsQueryAndNothingElse) {
    for (auto const& route : routes()) {
        auto const with = address(route, {});
        auto const refused =
            ask("operator", route, with + (with.find('?') == std::string::npos ? "?" : "&") + "nothing=1",
                least_body(route), 1);
        EXPECT_EQ(refused.status, 422) << name(route);
    }
}

TEST_P(EveryRoute, AsksWhoItIs) {
    for (auto const& route : routes()) {
        if (!route.needs.must_be_signed_in()) continue;
        auto const refused = ask("", route, address(route, {}), least_body(route), 1);
        EXPECT_EQ(code_of(refused), "unauthenticated") << name(route);
        EXPECT_FALSE(refused.header("WWW-Authenticate").empty()) << name(route);
    }
}

TEST_P(EveryRoute, RefusesThoseWhoLackThePermission) {
    for (auto const& route : routes()) {
        if (!route.needs.permission()) continue;
        auto const refused = ask("nobody", route, address(route, seen()), least_body(route), 1);
        EXPECT_EQ(code_of(refused), "not_allowed") << name(route);
    }
    for (auto const role : all_roles) {
        auto const who = role == Role::peer         ? std::string("ana")
                         : role == Role::supervisor ? std::string("sol")
                         : role == Role::clinician  ? std::string("cleo")
                                                    : std::string(to_string(role));
        for (auto const& route : routes()) {
            if (!route.needs.permission() ||
                permissions_of(role).test(static_cast<std::size_t>(*route.needs.permission())))
                continue;
            EXPECT_EQ(code_of(ask(who, route, address(route, seen()), least_body(route), 1)), "not_allowed")
                << who << ' ' << name(route);
        }
    }
}

TEST_P(EveryRoute, AnswersThatWhatDoesNotExistIsNotFound) {
    for (auto const& route : routes()) {
        if (route.path.find("id}") == std::string_view::npos) continue;
        auto const missing = ask("operator", route, address(route, {}), least_body(route), 1);
        EXPECT_EQ(missing.status, 404) << name(route) << missing.body;
    }
}

TEST_P(EveryRoute, AnswersForWhomOneMayNotSeeAsForWhoDoesNotExist) {
    std::size_t compared = 0;
    for (auto const& route : routes()) {
        if (!names_all(route, unseen())) continue;
        ++compared;
        for (std::string const who : {"ana", "sol", "cleo"}) {
            auto const body = least_body(route);
            auto const of_nobody = ask(who, route, address(route, {}), body, 1);
            for (std::int64_t const version : {0, 1, 7}) {
                auto const hidden = ask(who, route, address(route, unseen()), body, version);
                EXPECT_EQ(comparable(hidden), comparable(of_nobody)) << who << ' ' << name(route);
            }
            EXPECT_TRUE(of_nobody.status == 404 || of_nobody.status == 403) << who << ' ' << name(route);
        }
    }
    EXPECT_GT(compared, 40U);
}

TEST_P(EveryRoute, ThatEditsAsksForTheVersionThatWasSeen) {
    for (auto const& route : routes()) {
        if (!route.takes.version || !names_all(route, seen())) continue;
        auto const at = address(route, seen());
        EXPECT_EQ(code_of(ask("operator", route, at, least_body(route), 0)), "version_required") << name(route);
        auto const stale = ask("operator", route, at, least_body(route), 999);
        EXPECT_EQ(stale.status, 412) << name(route) << stale.body;
        EXPECT_EQ(code_of(stale), "stale_version") << name(route);
        auto const details = json_of(stale).at("details").as_object();
        EXPECT_TRUE(details.contains("theirs") && details.contains("version")) << name(route);
        EXPECT_EQ(raw(route, least_body(route), {{"If-Match", "7"}}).status, 422) << name(route);
    }
}

TEST_P(EveryRoute, ThatAHomeOffersIsThereAndOpen) {
    for (std::string const who : {"ana", "sol", "cleo", "manager", "evaluator", "finance", "admin", "integration"}) {
        auto const home = json_of(api().as(who).get("/home"));
        for (auto const& item : home.at("items").as_array()) {
            auto const path = boost::json::value_to<std::string>(item.at("path"));
            auto const route = std::find_if(routes().begin(), routes().end(),
                                            [&](Route const& candidate) { return candidate.path == path; });
            ASSERT_NE(route, routes().end()) << path;
            auto const answer = ask(who, *route, path, least_body(*route), 0);
            EXPECT_EQ(answer.status, 200) << who << ' ' << path << answer.body;
        }
    }
}

TEST_P(EveryRoute, ThatListsKeepsToItsLimits) {
    for (auto const& route : routes()) {
        if (!route.takes.page) continue;
        auto const at = address(route, seen());
        auto const with = at + (at.find('?') == std::string::npos ? "?" : "&");
        for (std::string const limit : {"0", "201", "-1", "many"}) {
            EXPECT_EQ(ask("operator", route, with + "limit=" + limit, "", 0).status, 422) << name(route) << limit;
        }
        EXPECT_EQ(ask("operator", route, with + "cursor=forged", "", 0).status, 422) << name(route);
    }
}

}  // namespace
}  // namespace cairn
