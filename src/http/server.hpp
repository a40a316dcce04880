// The HTTP server: carries HttpRequest and HttpResponse between sockets and a handler.
//
// HTTP/1.1 and HTTP/1.0 on RESTinio; one thread does all input and output, handlers run on a pool of workers with a
// bounded queue before it. What is defined for bad input and bad days:
//
//   nonsense, two lengths, no host …            400, 417, 501 or 505 with application/problem+json, then closed
//   target, header or body too large            414, 431, 413, then closed
//   slow or half-sent requests, idle lines      closed without a word when their time is over (server_limits.hpp)
//   more connections than there is place for    closed at once
//   full queue, too many event streams          503 with Retry-After
//   pipelined requests                          answered one after another
//   HEAD                                        GET without the body
//   Expect: 100-continue                        100 once the head is accepted
//   chunked bodies                              read, within the same limits; trailers are passed over
//   Upgrade                                     not done: the request is answered, then closed
//   SIGTERM (by who calls stop())               no new connections; what runs is finished and answered
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "http/api.hpp"
#include "http/framing.hpp"
#include "http/listen_address.hpp"
#include "http/message.hpp"
#include "http/server_limits.hpp"

namespace cairn {

// Answers a request and says what it was. Called from many workers at once; must not throw.
using HttpHandler = std::function<HttpResponse(HttpRequest const&, Answered&)>;

struct TlsFiles {
    std::string certificate;  // PEM, with the chain
    std::string key;          // PEM
};

struct ServerSettings {
    ListenAddress listen{};
    std::optional<TlsFiles> tls{};
    ServerLimits limits{};
    BodyMax body_max{};  // by default small_body_bytes_max
    // Proxies that are believed about who asks and how (X-Forwarded-For, X-Forwarded-Proto); see forwarded.hpp.
    TrustedProxies proxies{};
};

struct ServerFigures {
    std::size_t connections = 0;
    std::size_t queued = 0;
    std::size_t event_streams = 0;
};

class HttpServer {
public:
    // Told after each answer, on the thread that made it: what it was, and how long it took since the request was
    // complete. Refusals of the transport have neither request id nor operation.
    using Observer = std::function<void(Answered const&, std::chrono::microseconds)>;

    HttpServer(ServerSettings settings, Clock const& clock, HttpHandler handler, Observer observer);
    HttpServer(HttpServer const&) = delete;
    HttpServer& operator=(HttpServer const&) = delete;
    ~HttpServer();  // stops

    // Listens and serves. Refuses with a sentence when the address is taken or a file cannot be used.
    Result<void> start();
    std::uint16_t port() const;  // that it listens on
    // Reads certificate and key again; connections that are open keep the old ones.
    Result<void> reload_tls();
    // Stops listening, finishes and answers what runs (for at most limits.drain), closes.
    void stop();
    ServerFigures figures() const;

private:
    struct Machine;
    std::unique_ptr<Machine> machine_;
};

}  // namespace cairn
