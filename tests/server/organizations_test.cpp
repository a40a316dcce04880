// Several organizations in one process share nothing but code.
#include <gtest/gtest.h>

#include "organization.hpp"

namespace cairn {
namespace {

class Organizations : public testing::Test {
protected:
    void SetUp() override {
        for (auto const* organization : {&north_, &south_}) {
            organization->add_user("ana", "admin");
            organization->import_staff(3);
        }
    }
    std::vector<std::string> both() const {
        return {"--org", "north=" + north_.address(), "--org", "south=" + south_.address()};
    }
    TestOrganization north_;
    TestOrganization south_{engines_under_test().back()};  // PostgreSQL beside SQLite, where it is there
};

TEST_F(Organizations, AreKnownByTheirPaths) {
    ServedProgram const server(both());
    Browser north(server.url());
    auto const signed_in = sign_in(north, "ana", "/north/api/v1");
    ASSERT_EQ(signed_in.status, 200) << signed_in.body;
    auto const cookie = signed_in.header("set-cookie");
    EXPECT_TRUE(cookie.starts_with("cairn_north=")) << cookie;
    EXPECT_NE(cookie.find("; Path=/north;"), std::string::npos) << cookie;
    EXPECT_EQ(north.get("/north/api/v1/session").status, 200);
    EXPECT_EQ(north.get("/south/api/v1/session").status, 401);
    for (auto const* path : {"/api/v1/session", "/east/api/v1/session", "/northern/api/v1/session"}) {
        EXPECT_EQ(north.get(path).status, 404) << path;
    }
    EXPECT_EQ(north.get("/north").status, 308);
    EXPECT_EQ(north.get("/north").header("location"), "/north/");
    EXPECT_EQ(north.get("/north/").status, 200);
    EXPECT_EQ(north.get("/").body.find("north"), std::string::npos);  // nobody is told who else is here
    EXPECT_EQ(north.get("/readyz").status, 200);
}

TEST_F(Organizations, ACookieOfOneIsUnknownToTheOther) {
    ServedProgram const server(both());
    Browser north(server.url());
    auto const cookie = sign_in(north, "ana", "/north/api/v1").header("set-cookie");
    auto const token = cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
    ASSERT_GT(token.size(), 20U);
    Browser stranger(server.url());
    for (auto const* name : {"cairn_south=", "cairn_north=", "cairn_session="}) {
        auto const answer = stranger.get("/south/api/v1/accounts", {"Cookie: " + std::string(name) + token});
        EXPECT_EQ(answer.status, 401) << name;
    }
    EXPECT_EQ(stranger.get("/north/api/v1/accounts", {"Cookie: cairn_north=" + token}).status, 200);
}

TEST_F(Organizations, CursorsIdsAndKeysOfOneAreUnknownToTheOther) {
    north_.add_user("ben", "manager");
    ServedProgram const server(both());
    Browser north(server.url());
    Browser south(server.url());
    ASSERT_EQ(sign_in(north, "ana", "/north/api/v1").status, 200);
    ASSERT_EQ(sign_in(south, "ana", "/south/api/v1").status, 200);

    auto const page = north.get("/north/api/v1/accounts?limit=1");
    ASSERT_EQ(page.status, 200) << page.body;
    std::string const cursor(page.json().at("next").as_string());
    std::string const id(page.json().at("items").at(0).at("id").as_string());
    EXPECT_EQ(north.get("/north/api/v1/accounts?cursor=" + cursor).status, 200);
    auto const foreign_cursor = south.get("/south/api/v1/accounts?cursor=" + cursor);
    auto const made_up_cursor = south.get("/south/api/v1/accounts?cursor=made-up");
    EXPECT_EQ(foreign_cursor.status, 422);
    EXPECT_EQ(foreign_cursor.json().at("problems"), made_up_cursor.json().at("problems"));

    EXPECT_EQ(north.get("/north/api/v1/accounts/" + id).status, 200);
    auto const foreign_id = south.get("/south/api/v1/accounts/" + id);
    auto const made_up_id = south.get("/south/api/v1/accounts/01900000-0000-7000-8000-000000000001");
    EXPECT_EQ(foreign_id.status, 404);
    EXPECT_EQ(foreign_id.json().at("detail"), made_up_id.json().at("detail"));

    // One key, two organizations: each does what it is asked, the second is no repetition.
    std::string const body =
        R"({"new_password":"other plain words in a row","current_password":")" + std::string(test_password) + "\"}";
    auto const in_north = north.post("/north/api/v1/me/password", body, {"Idempotency-Key: the-same"});
    auto const in_south = south.post("/south/api/v1/me/password", body, {"Idempotency-Key: the-same"});
    ASSERT_EQ(in_north.status, 200) << in_north.body;
    ASSERT_EQ(in_south.status, 200) << in_south.body;
    EXPECT_EQ(in_north.json().at("outcome").as_string(), "applied");
    EXPECT_EQ(in_south.json().at("outcome").as_string(), "applied");
}

TEST_F(Organizations, MayHaveAHostOfTheirOwn) {
    ServedProgram const server(
        {"--org", "north@north.example.org=" + north_.address(), "--org", "south=" + south_.address()});
    Browser browser(server.url());
    EXPECT_EQ(browser.get("/api/v1/session", {"Host: north.example.org"}).status, 401);
    EXPECT_EQ(browser.get("/api/v1/session", {"Host: NORTH.example.org:8080"}).status, 401);
    EXPECT_EQ(browser.get("/api/v1/session").status, 404);
    EXPECT_EQ(browser.get("/south/api/v1/session").status, 401);
    EXPECT_EQ(browser.get("/south/api/v1/session", {"Host: north.example.org"}).status, 404);
    EXPECT_EQ(browser.get("/north/api/v1/session").status, 404);
}

TEST_F(Organizations, OneAloneNeedsNoName) {
    ServedProgram const server({"--org", "north=" + north_.address()});
    Browser browser(server.url());
    EXPECT_EQ(sign_in(browser, "ana").status, 200);
    EXPECT_EQ(browser.get("/api/v1/session").status, 200);
}

TEST_F(Organizations, NamesAreCheckedAllAtOnce) {
    auto const said = run_program({"serve", "--org", "api=" + north_.address(), "--org", "A=" + south_.address(),
                                   "--org", "x=" + north_.address(), "--org", "y=" + north_.address()});
    EXPECT_NE(said.exit_code, 0);
    EXPECT_NE(said.err.find("Write NAME=DATABASE"), std::string::npos) << said.err;
    EXPECT_NE(said.err.find("repeats one"), std::string::npos) << said.err;
}

TEST_F(Organizations, OneThatIsMissingStopsTheStartAndIsNamed) {
    auto const said = run_program({"serve", "--org", "north=" + north_.address(), "--org",
                                   "south=sqlite:" + (north_.folder() / "no.db").string()});
    EXPECT_EQ(said.exit_code, 3);
    EXPECT_NE(said.err.find("south: "), std::string::npos) << said.err;
}

}  // namespace
}  // namespace cairn
