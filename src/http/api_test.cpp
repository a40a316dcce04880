#include "http/api.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "http/testing.hpp"
#include "record/describe.hpp"

namespace cairn {

// What the test API is about.
struct Parcel {
    Id<Parcel> id{};
    std::int64_t version = 0;
    std::string name{};
    std::string name_key{};  // derived
    std::optional<std::string> secret{};
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (id, version, name, name_key, secret))

template <>
RecordType const& record_type<Parcel>() {
    static RecordType const type = describe<Parcel>("parcel", {},
                                                    {{"name", {.max_characters = 20}},
                                                     {"name_key", {.derived = true}},
                                                     {"secret", {.sensitivity = Sensitivity::sealed}}});
    return type;
}

namespace {

namespace json = boost::json;

constexpr std::string_view known_id = "01900000-0000-7000-8000-000000000001";

Result<HttpResponse> show(Call& call) {
    auto const id = call.id<Parcel>();
    if (!id) return id.error();
    if (to_string(*id) != known_id) return not_found("parcel");
    call.saw(to_string(*id));
    return record_response(Parcel{*id, 3, "books", "books", "a sealed word"});
}

Result<HttpResponse> list(Call& call) {
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    Page page(call);
    page.add("{\"after\":\"" + after->value_or("the beginning") + "\"}");
    page.next("parcel 1");
    return std::move(page).response();
}

Result<HttpResponse> change(Call& call) {
    auto const parcel = read_command<Parcel>(call);
    if (!parcel) return parcel.error();
    return written_response(Written{Outcome::applied, R"({"id":")" + to_string(parcel->id) + R"(","version":)" +
                                                          std::to_string(parcel->version + 1) + "}"},
                            "/api/v1/parcels");
}

Routes parcel_routes() {
    auto const* type = &record_type<Parcel>();
    return {
        {.method = Method::get,
         .path = "/parcels",
         .needs = Permission::read_directory,
         .operation = "list_parcels",
         .summary = "Parcels.",
         .takes = {.query = {{"color", "Only of this color."}}, .page = true},
         .handle = list},
        {.method = Method::get,
         .path = "/parcels/{id}",
         .needs = Permission::read_charts,
         .operation = "get_parcel",
         .summary = "One.",
         .handle = show},
        {.method = Method::put,
         .path = "/parcels/{id}",
         .needs = Permission::refer,
         .operation = "edit_parcel",
         .summary = "Changes one.",
         .takes = {.body = BodyKind::json, .record = type, .version = true, .key = true},
         .handle = change},
        {.method = Method::get,
         .path = "/parcels/lost",
         .needs = Needs::signed_in(),
         .operation = "lost_parcels",
         .summary = "A word where an id may stand.",
         .handle = [](Call& /*call*/) -> Result<HttpResponse> { return no_content(); }},
        {.method = Method::get,
         .path = "/breaks",
         .needs = Needs::nothing(),
         .operation = "breaks",
         .summary = "Breaks.",
         .handle = [](Call& /*call*/) -> Result<HttpResponse> { throw std::runtime_error("Ana Ruiz"); }},
        {.method = Method::get,
         .path = "/unreachable",
         .needs = Needs::nothing(),
         .operation = "unreachable",
         .summary = "Has lost its database.",
         .handle = [](Call& /*call*/) -> Result<HttpResponse> { throw DatabaseUnavailable("host db.internal"); }},
    };
}

class ApiTest : public testing::Test {
protected:
    ApiTest() : api_(parcel_routes(), clock_) {
        auto const today = Date::parse("2026-08-03").value();
        api_.door().let_in("peer", authorize_holder("account-1", "staff-1", Role::peer, today));
        api_.door().let_in("finance", authorize_holder("account-2", "staff-2", Role::finance, today));
    }

    static std::string path() { return "/parcels/" + std::string(known_id); }
    static json::object body(HttpResponse const& response) { return json::parse(response.body).as_object(); }
    static std::string code(HttpResponse const& response) {
        return json::value_to<std::string>(body(response).at("code"));
    }

    SystemClock clock_;
    ApiTester api_;
};

TEST_F(ApiTest, AsksWhoItIsBeforeAnythingElse) {
    EXPECT_EQ(api_.get("/parcels").status, 401);
    EXPECT_EQ(api_.as("forged").get("/parcels").status, 401);
    EXPECT_EQ(api_.as("peer").get("/parcels").status, 200);
}

TEST_F(ApiTest, RefusesWhatThePermissionIsMissingFor) {
    EXPECT_EQ(api_.as("finance").get(path()).status, 403);
    EXPECT_EQ(api_.as("finance").get("/parcels").status, 200);
}

TEST_F(ApiTest, LeavesSealedMembersOutAndGivesTheVersionAsETag) {
    auto const response = api_.as("peer").get(path());
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("ETag"), "\"3\"");
    EXPECT_EQ(response.header("Cache-Control"), "no-store");
    EXPECT_FALSE(body(response).contains("secret"));
    EXPECT_EQ(response.body.find("sealed"), std::string::npos);
}

TEST_F(ApiTest, DoesNotSendAgainWhatTheCallerHolds) {
    auto const response = api_.as("peer").send("GET", path(), "", {{"If-None-Match", "\"3\""}});
    EXPECT_EQ(response.status, 304);
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(api_.send("GET", path(), "", {{"If-None-Match", "\"2\""}}).status, 200);
}

TEST_F(ApiTest, WritesDownWhomAnAnswerShows) {
    (void)api_.as("peer").get(path());
    ASSERT_EQ(api_.reads().reads.size(), 1U);
    EXPECT_EQ(api_.reads().reads[0].actor, "account-1");
    EXPECT_EQ(api_.reads().reads[0].operation, "get_parcel");
    EXPECT_EQ(api_.reads().reads[0].participants, (std::set<std::string>{std::string(known_id)}));
}

TEST_F(ApiTest, ClosesChartsWhileReadsCannotBeLogged) {
    api_.reads().open = false;
    EXPECT_EQ(api_.as("peer").get(path()).status, 503);
    EXPECT_EQ(api_.as("finance").get("/parcels").status, 200) << "who reads no charts goes on";
}

TEST_F(ApiTest, TellsAnUnknownAddressFromAMethodThatIsNotThere) {
    EXPECT_EQ(api_.as("peer").get("/letters").status, 404);
    EXPECT_EQ(api_.get("/parcels/not-an-id").status, 404);
    auto const response = api_.remove(path());
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.header("Allow"), "GET, PUT");
    EXPECT_EQ(api_.send("BREW", path(), "", {}).status, 405);
}

TEST_F(ApiTest, AWordWinsOverAPlaceholder) { EXPECT_EQ(api_.as("peer").get("/parcels/lost").status, 204); }

TEST_F(ApiTest, PagesCarryACursorThatOnlyThisListOpens) {
    auto const first = body(api_.as("peer").get("/parcels"));
    auto const cursor = json::value_to<std::string>(first.at("next"));
    EXPECT_EQ(cursor.find("parcel"), std::string::npos);
    auto const second = body(api_.get("/parcels?limit=10&cursor=" + cursor));
    EXPECT_EQ(second.at("items").at(0).at("after"), "parcel 1");
    EXPECT_EQ(api_.get("/parcels?cursor=" + cursor + "A").status, 422);
    EXPECT_EQ(api_.get("/parcels?cursor=forged").status, 422);
    EXPECT_EQ(api_.get("/parcels?limit=0").status, 422);
    EXPECT_EQ(api_.get("/parcels?limit=201").status, 422);
}

TEST_F(ApiTest, RefusesQueryStringsThatItDoesNotKnow) {
    api_.as("peer");
    EXPECT_EQ(api_.get("/parcels?color=red").status, 200);
    EXPECT_EQ(api_.get("/parcels?colour=red").status, 422);
    EXPECT_EQ(api_.get("/parcels?color=red&color=blue").status, 422);
    EXPECT_EQ(api_.get("/parcels?color=%zz").status, 422);
    EXPECT_EQ(api_.get("/parcels?color=%ff").status, 422);
    EXPECT_EQ(api_.get("/parcels?color=" + std::string(30000, 'a')).status, 413);
}

TEST_F(ApiTest, EditsTakeTheIdFromTheAddressAndTheVersionFromIfMatch) {
    auto const response = api_.as("peer").edit(path(), R"({"name":"books","name_key":"passed over"})", 3);
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(body(response).at("version"), 4);
    EXPECT_EQ(response.header("Location"), "/api/v1/parcels/" + std::string(known_id));
    EXPECT_EQ(api_.edit(path(), R"({"name":"books","version":2})", 3).status, 422) << "body and If-Match differ";
    EXPECT_EQ(api_.edit(path(), R"({"name":"books","id":"01900000-0000-7000-8000-000000000002"})", 3).status, 422);
}

TEST_F(ApiTest, ReportsEveryProblemOfABody) {
    auto const response = api_.as("peer").edit(path(), R"({"nome":1,"name":7})", 3);
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(body(response).at("problems").as_array().size(), 2U);
    EXPECT_TRUE(body(response).contains("request_id"));
}

TEST_F(ApiTest, EveryWriteCarriesAKey) {
    auto const response = api_.as("peer").put(path(), R"({"name":"books"})", {{"If-Match", "\"3\""}});
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(body(response).at("problems").at(0).at("field"), "Idempotency-Key");
    EXPECT_EQ(api_.put(path(), R"({"name":"books"})", {{"If-Match", "3"}, {"Idempotency-Key", "k"}}).status, 422);
}

TEST_F(ApiTest, UnsafeRequestsComeFromHereAndAreJson) {
    HttpRequest request{.method = "PUT", .target = "/api/v1" + path(), .body = R"({"name":"books"})"};
    request.headers = {{"Host", "cairn.test"},
                       {"Cookie", "other=1; cairn_session=peer"},
                       {"Content-Type", "application/json"},
                       {"Idempotency-Key", "k"},
                       {"If-Match", "\"3\""}};
    EXPECT_EQ(api_.api().handle(request).status, 403) << "no Origin";
    request.headers.push_back({"Origin", "http://elsewhere.test"});
    EXPECT_EQ(api_.api().handle(request).status, 403);
    request.headers.back().value = "https://cairn.test";
    EXPECT_EQ(api_.api().handle(request).status, 403) << "another scheme is another origin";
    request.headers.back().value = "http://cairn.test";
    EXPECT_EQ(api_.api().handle(request).status, 201);
    request.headers[2].value = "text/plain";
    EXPECT_EQ(api_.api().handle(request).status, 415);
    request.headers[2].value = "application/json; charset=utf-8";
    EXPECT_EQ(api_.api().handle(request).status, 201);
    request.body.assign(json_text_max + 1, ' ');
    EXPECT_EQ(api_.api().handle(request).status, 413);
}

TEST_F(ApiTest, BreakageShowsANumberAndNothingElse) {
    auto const broken = api_.get("/breaks");
    EXPECT_EQ(broken.status, 500);
    EXPECT_EQ(broken.body.find("Ruiz"), std::string::npos);
    EXPECT_EQ(broken.header("X-Request-Id"), json::value_to<std::string>(body(broken).at("request_id")));
    auto const away = api_.get("/unreachable");
    EXPECT_EQ(away.status, 503);
    EXPECT_EQ(away.header("Retry-After"), "5");
    EXPECT_EQ(away.body.find("db.internal"), std::string::npos);
}

TEST_F(ApiTest, TwoRowsOfOneAddressAreAMistakeOfTheProgram) {
    auto routes = parcel_routes();
    routes.push_back(routes.front());
    EXPECT_THROW(ApiTester(std::move(routes), clock_), std::logic_error);
}

TEST(Cookies, AreOutOfReachOfScriptsAndOtherSites) {
    auto const cookie = session_cookie({.name = "cairn_north", .path = "/north", .secure = true}, "token");
    EXPECT_EQ(cookie.value, "cairn_north=token; Path=/north; HttpOnly; SameSite=Strict; Secure");
    EXPECT_NE(expired_cookie({}).value.find("Max-Age=0"), std::string::npos);
}

TEST(CursorTexts, OpenOnlyWithTheirKeyAndForTheirPurpose) {
    SystemRandomness randomness;
    Cursors const ours(Bytes(cursor_key_bytes, 1), randomness);
    Cursors const theirs(Bytes(cursor_key_bytes, 2), randomness);
    auto const sealed = ours.seal("list", "after Ana");
    EXPECT_EQ(ours.open("list", sealed), "after Ana");
    EXPECT_NE(ours.seal("list", "after Ana"), sealed) << "two pages of one place do not look alike";
    EXPECT_EQ(ours.open("other list", sealed), std::nullopt);
    EXPECT_EQ(theirs.open("list", sealed), std::nullopt);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_NE(ours.open("list", changed), "after Ana") << i;
    }
}

TEST(PercentDecoding, RefusesWhatIsNotText) {
    EXPECT_EQ(decode_percent("a%20b+c"), "a b+c");
    EXPECT_EQ(decode_percent("a+b", true), "a b");
    EXPECT_EQ(decode_percent("%"), std::nullopt);
    EXPECT_EQ(decode_percent("%4"), std::nullopt);
    EXPECT_EQ(decode_percent("%g1"), std::nullopt);
    EXPECT_EQ(decode_percent("%00"), std::nullopt);
    EXPECT_EQ(decode_percent("%c3%28"), std::nullopt);
}

}  // namespace
}  // namespace cairn
