// The API of one organization: from a request to its answer, whatever carries them. Safe to call from many threads.
//
//   route → method → origin and content type → who is it → permission → key, version, body → handler → access log
//
// Refusals become application/problem+json (RFC 9457) with all problems; breakage becomes 500 with the request's id and
// never a participant's data.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "http/cursor.hpp"
#include "http/route.hpp"

namespace cairn {

// Who stands behind a session's token. The real one is Gate (access/gate.hpp).
class Door {
public:
    virtual ~Door() = default;
    // The refusal `unauthenticated` for a token that is unknown, expired or revoked.
    virtual Result<Permit> enter(std::string_view token) = 0;
};

// Where reads are written down before they are answered (access/access_log.hpp has the real one).
class ReadLog {
public:
    virtual ~ReadLog() = default;
    // False when it cannot be written now: charts then cannot be read.
    virtual bool is_open() const = 0;
    virtual void saw(Permit const& permit, std::string_view operation, std::string_view request_id,
                     std::set<std::string> const& participants) = 0;
};

struct CookieRule {
    std::string name = "cairn_session";
    std::string path = "/";
    bool secure = false;
};

struct ApiSettings {
    std::string base = "/api/v1";  // with several organizations "/NAME/api/v1"
    CookieRule cookie{};
    // Origins that may send unsafe requests, "https://cairn.example.org"; empty: the one the request came to.
    std::vector<std::string> origins{};
};

// What a request was, for log lines and metrics; nothing about participants.
struct Answered {
    std::string request_id;
    std::string_view method;
    std::string_view operation;  // empty when no route matched
    int status = 0;
    std::string actor{};              // account id
    std::string_view organization{};  // its name, where a process serves several
};

class Api {
public:
    // Throws std::logic_error when two rows have one method and path, or one operation.
    Api(ApiSettings settings, Routes routes, Door& door, ReadLog& log, Clock const& clock, Randomness& randomness,
        Cursors cursors);
    ~Api();

    // Whether the target lies below `base`.
    bool serves(std::string_view target) const;
    HttpResponse handle(HttpRequest const& request, Answered& answered) const;
    HttpResponse handle(HttpRequest const& request) const;

    Routes const& routes() const { return routes_; }
    ApiSettings const& settings() const { return settings_; }
    Cursors const& cursors() const { return cursors_; }

private:
    struct Table;
    struct Match;

    Result<HttpResponse> answer(HttpRequest const& request, Answered& answered) const;
    Result<HttpResponse> run(Match const& match, HttpRequest const& request, Answered& answered) const;
    Result<Permit> who(Needs const& needs, std::string const& session) const;
    Result<void> check_unsafe(Route const& route, HttpRequest const& request) const;
    std::string session_of(HttpRequest const& request) const;

    ApiSettings settings_;
    Routes routes_;
    Door& door_;
    ReadLog& log_;
    Clock const& clock_;
    Randomness& randomness_;
    Cursors cursors_;
    std::unique_ptr<Table> table_;
};

// {"type":"about:blank","title":…,"status":…,"code":…,"detail":…,"problems":[…],"request_id":…}
HttpResponse problem_response(Error const& error, std::string_view request_id);

// Set-Cookie for a new session, and for one that ended.
Header session_cookie(CookieRule const& rule, std::string_view token);
Header expired_cookie(CookieRule const& rule);

}  // namespace cairn
