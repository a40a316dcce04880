// An Api over some routes, asked without a socket. For tests only.
//
//     ApiTester api(contact_routes(organization), organization.clock());
//     api.door().let_in("ana", authorize_holder(account, staff, Role::peer, today));
//     auto answer = api.as("ana").post("/contacts", body, {{"Idempotency-Key", "k1"}});
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "http/api.hpp"

namespace cairn {

// Lets in whoever the test says, by a token of its choice.
class FakeDoor final : public Door {
public:
    void let_in(std::string token, Permit permit) { permits_.insert_or_assign(std::move(token), std::move(permit)); }
    Result<Permit> enter(std::string_view token) override {
        auto const at = permits_.find(token);
        if (at == permits_.end()) return Error{ErrorCode::unauthenticated, "Sign in first."};
        return at->second;
    }

private:
    std::map<std::string, Permit, std::less<>> permits_;
};

struct SeenRead {
    std::string actor;
    std::string operation;
    std::set<std::string> participants;
};

class RememberedReads final : public ReadLog {
public:
    bool is_open() const override { return open; }
    void saw(Permit const& permit, std::string_view operation, std::string_view /*request_id*/,
             std::set<std::string> const& participants) override {
        std::scoped_lock const lock(mutex_);
        reads.push_back({permit.actor(), std::string(operation), participants});
    }

    bool open = true;
    std::vector<SeenRead> reads{};

private:
    std::mutex mutex_;
};

class ApiTester {
public:
    ApiTester(Routes routes, Clock const& clock)
        : api_({}, std::move(routes), door_, reads_, clock, randomness_,
               Cursors(Bytes(cursor_key_bytes, 7), randomness_)) {}

    FakeDoor& door() { return door_; }
    RememberedReads& reads() { return reads_; }
    Api const& api() const { return api_; }
    // Requests from now on carry this token; empty: nobody.
    ApiTester& as(std::string token) {
        token_ = std::move(token);
        return *this;
    }

    HttpResponse get(std::string const& path) { return send("GET", path, "", {}); }
    HttpResponse post(std::string const& path, std::string body, std::vector<Header> headers = {}) {
        return send("POST", path, std::move(body), std::move(headers));
    }
    HttpResponse put(std::string const& path, std::string body, std::vector<Header> headers = {}) {
        return send("PUT", path, std::move(body), std::move(headers));
    }
    // With an idempotency key of its own.
    HttpResponse command(std::string const& path, std::string body, std::int64_t version = 0) {
        std::vector<Header> headers{{"Idempotency-Key", "key-" + std::to_string(++keys_)}};
        if (version > 0) headers.push_back({"If-Match", '"' + std::to_string(version) + '"'});
        return send("POST", path, std::move(body), std::move(headers));
    }
    HttpResponse edit(std::string const& path, std::string body, std::int64_t version) {
        return send(
            "PUT", path, std::move(body),
            {{"Idempotency-Key", "key-" + std::to_string(++keys_)}, {"If-Match", '"' + std::to_string(version) + '"'}});
    }
    HttpResponse remove(std::string const& path, std::vector<Header> headers = {}) {
        return send("DELETE", path, "", std::move(headers));
    }

    HttpResponse send(std::string method, std::string const& path, std::string body, std::vector<Header> headers) {
        HttpRequest request{.method = std::move(method),
                            .target = "/api/v1" + path,
                            .headers = std::move(headers),
                            .body = std::move(body),
                            .remote_address = "127.0.0.1"};
        request.headers.push_back({"Host", "cairn.test"});
        request.headers.push_back({"Origin", "http://cairn.test"});
        if (!request.body.empty()) request.headers.push_back({"Content-Type", "application/json"});
        if (!token_.empty()) request.headers.push_back({"Cookie", "cairn_session=" + token_});
        return api_.handle(request);
    }

private:
    FakeDoor door_;
    RememberedReads reads_;
    SystemRandomness randomness_;
    Api api_;
    std::string token_{};
    int keys_ = 0;
};

}  // namespace cairn
