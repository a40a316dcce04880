// An organization with people who may sign in, and browsers before its API. For tests only.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "features/accounts/account_routes.hpp"
#include "features/program/testing.hpp"
#include "features/staff/staff.hpp"
#include "http/gate_door.hpp"

namespace cairn {

inline constexpr std::string_view test_password = "a few words in a row";

struct Person {
    Id<Staff> staff_id{};
    Id<Account> account_id{};
    std::string login{};
};

class AccountTest : public OrganizationTest {
protected:
    void wait(std::int64_t seconds) { store().clock().set({store().clock().now().milliseconds + seconds * 1000}); }
    Id<Staff> a_member(std::string name, Role role) {
        Staff staff;
        staff.id = new_id<Staff>();
        staff.display_name = std::move(name);
        staff.role = role;
        staff.time_zone = "America/New_York";
        register_staff(permit(), organization(), staff, key()).value();
        return staff.id;
    }
    // Signs in with `test_password`.
    Person a_person(std::string login, Role role = Role::peer, bool must_change = false) {
        NewAccount const account{.id = new_id<Account>(),
                                 .staff_id = a_member("Holder of " + login, role),
                                 .login = login,
                                 .password = std::string(test_password),
                                 .must_change_password = must_change};
        add_account(permit(), organization(), passwords_, account, key()).value();
        return {account.staff_id, account.id, std::move(login)};
    }
    AccountCommand seen(Person const& person) { return {person.account_id, stored(person.account_id)->version}; }
    Result<NewSession> sign_in(std::string_view login, std::string_view password = test_password,
                               std::string_view address = "192.0.2.1") {
        return gate_.sign_in(login, password, address);
    }
    std::string token_of(std::string_view login) { return sign_in(login).value().token; }
    std::int64_t count(std::string const& sql) {
        std::int64_t number = -1;
        database().read([&](Reader& reader) { number = reader.integer({sql}).value_or(-1); });
        return number;
    }

    Passwords passwords_{store().randomness()};
    Gate gate_{database(), passwords_, store().clock(), store().randomness()};
};

// A browser: it keeps the cookie that it is given.
class Browser {
public:
    explicit Browser(Api const& api, std::string address = "192.0.2.1") : api_(api), address_(std::move(address)) {}

    HttpResponse send(std::string method, std::string const& path, std::string body = "",
                      std::vector<Header> headers = {}) {
        HttpRequest request{.method = std::move(method),
                            .target = "/api/v1" + path,
                            .headers = std::move(headers),
                            .body = std::move(body),
                            .remote_address = address_};
        request.headers.push_back({"Host", host});
        request.headers.push_back({"Origin", "http://" + host});
        request.headers.push_back({"Content-Type", "application/json"});
        if (!cookie.empty()) request.headers.push_back({"Cookie", cookie});
        auto response = api_.handle(request);
        auto const given = response.header("Set-Cookie");
        if (!given.empty()) cookie = given.find("Max-Age=0") == given.npos ? given.substr(0, given.find(';')) : "";
        return response;
    }
    HttpResponse get(std::string const& path) { return send("GET", path); }
    HttpResponse post(std::string const& path, std::string body = "") { return send("POST", path, std::move(body)); }
    HttpResponse command(std::string const& path, std::string body, std::int64_t version = 0, std::string key = "") {
        if (key.empty()) key = "key-" + std::to_string(++keys_);
        std::vector<Header> headers{{"Idempotency-Key", std::move(key)}};
        if (version > 0) headers.push_back({"If-Match", '"' + std::to_string(version) + '"'});
        return send("POST", path, std::move(body), std::move(headers));
    }
    HttpResponse sign_in(std::string_view login, std::string_view password = test_password) {
        return post("/session",
                    R"({"login":")" + std::string(login) + R"(","password":")" + std::string(password) + R"("})");
    }

    std::string host = "cairn.test";
    std::string cookie{};

private:
    Api const& api_;
    std::string address_;
    int keys_ = 0;
};

// A chart that answers to whoever may read charts, to stand for all others.
inline Route probe_route() {
    return {.method = Method::get,
            .path = "/participants/{id}",
            .needs = Permission::read_charts,
            .operation = "read_participant",
            .summary = "For tests.",
            .handle = [](Call& call) -> Result<HttpResponse> {
                call.saw(call.path.at("id"));
                return json_response("{}");
            }};
}

class AccountApiTest : public AccountTest {
protected:
    AccountApiTest() : api_({}, routes(), door_, reads_, store().clock(), store().randomness(), cursors()) {}

    Routes routes() {
        auto all = account_routes(organization(), gate_, passwords_, {});
        for (auto& route : access_log_routes(organization())) all.push_back(std::move(route));
        all.push_back(probe_route());
        return all;
    }
    Cursors cursors() { return {Bytes(cursor_key_bytes, 7), store().randomness()}; }
    Browser browser(std::string address = "192.0.2.1") { return Browser(api_, std::move(address)); }
    Browser signed_in(std::string_view login) {
        auto one = browser();
        EXPECT_EQ(one.sign_in(login).status, 200);
        return one;
    }

    AccessLog log_{database(), store().clock()};
    GateDoor door_{gate_};
    AccessReadLog reads_{log_};
    Api api_;
};

// The body without what names this one request.
inline std::string without_request_id(HttpResponse const& response) {
    return response.body.substr(0, response.body.find("\"request_id\""));
}

}  // namespace cairn
