// What stands between the network and RESTinio: who may connect, how long anything may take, and what is refused before
// it is parsed. RESTinio 0.6 closes connections that send nonsense without a word, has one time limit for everything,
// and none for TLS handshakes; here each has its own, with a number.
//
// Everything runs on the server's one I/O thread, except the figures.
#pragma once

#include <asio.hpp>
#include <asio/ssl.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "http/framing.hpp"
#include "http/listen_address.hpp"
#include "http/server_limits.hpp"

namespace cairn {

using IoExecutor = asio::io_context::executor_type;
using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, IoExecutor>;
using TlsStream = asio::ssl::stream<TcpSocket&>;
using SteadyTime = std::chrono::steady_clock::time_point;

class GuardedConnection;

class Guard {
public:
    using Refused = std::function<void(Refusal)>;

    // Connections of proxies are not counted by address.
    Guard(GuardLimits limits, BodyMax body_max, TrustedProxies const& proxies, Refused refused)
        : limits_(limits), body_max_(std::move(body_max)), proxies_(proxies), refused_(std::move(refused)) {}

    GuardLimits const& limits() const { return limits_; }
    BodyMax const& body_max() const { return body_max_; }

    // Whether one more connection from there may be served.
    bool has_place_for(asio::ip::address const& address) const;
    // Closes what has taken too long; called every second.
    void tick(SteadyTime now);
    // From now on connections end with the request that they are at; those at none end at once.
    void drain();
    bool draining() const { return draining_; }
    std::size_t connections() const { return count_.load(std::memory_order_relaxed); }  // from any thread

    // The connection whose bytes RESTinio is being given right now.
    GuardedConnection* delivering() const { return delivering_; }

private:
    friend class GuardedConnection;

    GuardLimits limits_;
    BodyMax body_max_;
    TrustedProxies const& proxies_;
    Refused refused_;
    std::set<GuardedConnection*> all_{};
    std::map<std::string, std::size_t> by_address_{};
    std::atomic<std::size_t> count_{0};
    std::size_t large_bodies_ = 0;
    std::size_t body_bytes_ = 0;
    GuardedConnection* delivering_ = nullptr;
    bool draining_ = false;
};

class GuardedConnection : public std::enable_shared_from_this<GuardedConnection> {
public:
    using Done = std::function<void(asio::error_code, std::size_t)>;
    enum class Phase : std::uint8_t { handshake, idle, head, body, handling, refused };

    // `tls` may be null.
    GuardedConnection(Guard& guard, TcpSocket socket, asio::ip::address address,
                      std::shared_ptr<asio::ssl::context> tls);
    GuardedConnection(GuardedConnection const&) = delete;
    GuardedConnection& operator=(GuardedConnection const&) = delete;
    ~GuardedConnection();

    TcpSocket& socket() { return socket_; }
    bool is_secure() const { return tls_ != nullptr; }
    asio::ip::address const& address() const { return address_; }
    Phase phase() const { return phase_; }

    void handshake(std::function<void(asio::error_code)> done);
    // Bytes of the current request, or of the next one when it was complete; never of two.
    void read(asio::mutable_buffer buffer, Done done);
    template <class Buffers, class Handler>
    void write(Buffers const& buffers, Handler&& handler);
    // While a long answer is being sent: calls `gone` once when the client has left.
    void watch(std::function<void()> gone);
    void close();

private:
    friend class Guard;

    void begin_request();
    void arrived(asio::mutable_buffer buffer, asio::error_code failed, std::size_t size, Done const& done);
    Refusal admit_body();
    void release_body();
    void set_reading_deadline(Framing::Step const& step);
    void deliver(asio::error_code failed, std::size_t size, Done const& done);
    void say_continue(std::size_t size, Done done);
    void refuse(Refusal refusal, Done done);
    void linger(Done done);
    void watch_on();
    void leave();
    void wrote() { write_deadline_ = SteadyTime::max(); }
    SteadyTime deadline() const { return std::min(deadline_, write_deadline_); }
    template <class Buffer, class Handler>
    void read_some(Buffer buffer, Handler&& handler);
    template <class Handler>
    void write_all(std::string_view text, Handler&& handler);

    Guard& guard_;
    TcpSocket socket_;
    asio::ip::address address_;
    std::shared_ptr<asio::ssl::context> tls_context_;
    std::unique_ptr<TlsStream> tls_;
    Framing framing_;
    Phase phase_ = Phase::handshake;
    SteadyTime deadline_ = SteadyTime::max();
    SteadyTime write_deadline_ = SteadyTime::max();
    SteadyTime body_since_{};
    std::size_t body_received_ = 0;
    std::size_t body_counted_ = 0;
    bool body_is_large_ = false;
    bool overdue_ = false;
    std::string following_{};           // bytes of requests after this one
    std::string said_{};                // by the guard itself
    std::array<char, 4096> scratch_{};  // for bytes that nobody reads
    std::size_t passed_over_ = 0;
    bool counted_ = true;
    std::function<void()> gone_{};
};

template <class Buffer, class Handler>
void GuardedConnection::read_some(Buffer buffer, Handler&& handler) {
    if (tls_) {
        tls_->async_read_some(buffer, std::forward<Handler>(handler));
    } else {
        socket_.async_read_some(buffer, std::forward<Handler>(handler));
    }
}

template <class Buffers, class Handler>
void GuardedConnection::write(Buffers const& buffers, Handler&& handler) {
    write_deadline_ = std::chrono::steady_clock::now() + guard_.limits().write;
    auto done = [self = shared_from_this(), handler = std::forward<Handler>(handler)](asio::error_code failed,
                                                                                      std::size_t size) mutable {
        self->wrote();
        handler(failed, size);
    };
    if (tls_) {
        tls_->async_write_some(buffers, std::move(done));
    } else {
        socket_.async_write_some(buffers, std::move(done));
    }
}

}  // namespace cairn
