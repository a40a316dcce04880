#include "http/guard.hpp"

#include <algorithm>

namespace cairn {
namespace {

constexpr std::size_t watched_bytes_max = 64U * 1024U;  // that a client may send while it is being answered

SteadyTime in(std::chrono::seconds time) { return std::chrono::steady_clock::now() + time; }

// What connections are counted by: an IPv4 address, or the /64 that one household or host has in IPv6.
std::string source_of(asio::ip::address const& address) {
    if (address.is_v4()) return address.to_string();
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), 0);
    return asio::ip::address_v6(bytes).to_string();
}

std::string refusal_text(Refusal refusal) {
    auto const& about = info(refusal);
    std::string const body = "{\"type\":\"about:blank\",\"title\":\"" + std::string(about.title) +
                             "\",\"status\":" + std::to_string(about.status) + ",\"code\":\"" +
                             std::string(about.code) + "\",\"detail\":\"" + std::string(about.detail) +
                             "\",\"problems\":[]}";
    return "HTTP/1.1 " + std::to_string(about.status) + ' ' + std::string(about.title) +
           "\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nX-Content-Type-Options: "
           "nosniff\r\n" +
           (refusal == Refusal::busy ? "Retry-After: 5\r\n" : "") + "Content-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace

bool Guard::has_place_for(asio::ip::address const& address) const {
    if (draining_ || all_.size() >= limits_.connections) return false;
    if (proxies_.trusts(address.to_string())) return true;
    auto const at = by_address_.find(source_of(address));
    return at == by_address_.end() || at->second < limits_.connections_per_address;
}

void Guard::tick(SteadyTime now) {
    std::vector<std::shared_ptr<GuardedConnection>> overdue;
    for (auto* connection : all_) {
        if (connection->deadline() < now) overdue.push_back(connection->shared_from_this());
    }
    for (auto const& connection : overdue) {
        connection->overdue_ = true;
        connection->close();
    }
}

void Guard::drain() {
    draining_ = true;
    std::vector<std::shared_ptr<GuardedConnection>> idle;
    for (auto* connection : all_) {
        auto const phase = connection->phase();
        if (phase == GuardedConnection::Phase::idle || phase == GuardedConnection::Phase::handshake) {
            idle.push_back(connection->shared_from_this());
        }
    }
    for (auto const& connection : idle) connection->close();
}

GuardedConnection::GuardedConnection(Guard& guard, TcpSocket socket, asio::ip::address address,
                                     std::shared_ptr<asio::ssl::context> tls)
    : guard_(guard),
      socket_(std::move(socket)),
      address_(std::move(address)),
      tls_context_(std::move(tls)),
      framing_(guard.body_max()) {
    if (tls_context_) tls_ = std::make_unique<TlsStream>(socket_, *tls_context_);
    guard_.all_.insert(this);
    ++guard_.by_address_[source_of(address_)];
    ++guard_.count_;
}

GuardedConnection::~GuardedConnection() { leave(); }

void GuardedConnection::leave() {
    if (!counted_) return;
    counted_ = false;
    release_body();
    guard_.all_.erase(this);
    auto const at = guard_.by_address_.find(source_of(address_));
    if (--at->second == 0) guard_.by_address_.erase(at);
    --guard_.count_;
}

void GuardedConnection::close() {
    asio::error_code ignored;
    socket_.shutdown(TcpSocket::shutdown_both, ignored);
    socket_.close(ignored);
    leave();
    if (auto const gone = std::exchange(gone_, nullptr)) gone();
}

void GuardedConnection::handshake(std::function<void(asio::error_code)> done) {
    if (!tls_) return done({});
    deadline_ = in(guard_.limits().handshake);
    tls_->async_handshake(TlsStream::server, [self = shared_from_this(),
                                              done = std::move(done)](asio::error_code failed) { done(failed); });
}

void GuardedConnection::read(asio::mutable_buffer buffer, Done done) {
    bool const between = phase_ == Phase::handshake || phase_ == Phase::handling;
    if (between) begin_request();
    if (between && guard_.draining()) {
        asio::post(socket_.get_executor(),
                   [self = shared_from_this(), done = std::move(done)] { self->deliver(asio::error::eof, 0, done); });
        return;
    }
    if (following_.empty()) {
        read_some(buffer,
                  [self = shared_from_this(), buffer, done = std::move(done)](
                      asio::error_code failed, std::size_t size) { self->arrived(buffer, failed, size, done); });
        return;
    }
    auto const size = std::min(following_.size(), buffer.size());
    following_.copy(static_cast<char*>(buffer.data()), size);
    following_.erase(0, size);
    asio::post(socket_.get_executor(), [self = shared_from_this(), buffer, size, done = std::move(done)] {
        self->arrived(buffer, {}, size, done);
    });
}

void GuardedConnection::begin_request() {
    framing_.begin();
    release_body();
    body_received_ = 0;
    phase_ = Phase::idle;
    deadline_ = in(guard_.limits().idle);
}

void GuardedConnection::arrived(asio::mutable_buffer buffer, asio::error_code failed, std::size_t size,
                                Done const& done) {
    if (overdue_) failed = asio::error::timed_out;
    if (failed) return deliver(failed, size, done);
    auto const* bytes = static_cast<char const*>(buffer.data());
    auto const step = framing_.feed({bytes, size});
    if (step.refusal != Refusal::none) return refuse(step.refusal, done);
    if (step.head_complete && !step.complete) {
        if (auto const refusal = admit_body(); refusal != Refusal::none) return refuse(refusal, done);
    }
    if (step.taken < size) following_.insert(0, bytes + step.taken, size - step.taken);
    body_received_ += step.taken;
    set_reading_deadline(step);
    if (step.head_complete && !step.complete && framing_.wants_continue()) return say_continue(step.taken, done);
    deliver({}, step.taken, done);
}

void GuardedConnection::set_reading_deadline(Framing::Step const& step) {
    auto const& limits = guard_.limits();
    if (step.complete) {
        phase_ = Phase::handling;
        deadline_ = SteadyTime::max();
        return;
    }
    if (phase_ == Phase::idle) {
        phase_ = Phase::head;
        deadline_ = in(limits.head);
    }
    if (step.head_complete) {
        phase_ = Phase::body;
        body_since_ = std::chrono::steady_clock::now();
    }
    if (phase_ == Phase::body) {
        deadline_ = body_since_ + limits.body + std::chrono::seconds(body_received_ / limits.body_bytes_per_second);
    }
}

Refusal GuardedConnection::admit_body() {
    auto const expected = framing_.body_bytes_expected();
    auto const& limits = guard_.limits();
    bool const large = expected > small_body_bytes_max;
    if (large && guard_.large_bodies_ >= limits.large_bodies) return Refusal::busy;
    if (guard_.body_bytes_ + expected > limits.body_bytes) return Refusal::busy;
    body_counted_ = expected;
    body_is_large_ = large;
    guard_.body_bytes_ += expected;
    guard_.large_bodies_ += large ? 1 : 0;
    return Refusal::none;
}

void GuardedConnection::release_body() {
    guard_.body_bytes_ -= body_counted_;
    guard_.large_bodies_ -= body_is_large_ ? 1 : 0;
    body_counted_ = 0;
    body_is_large_ = false;
}

void GuardedConnection::deliver(asio::error_code failed, std::size_t size, Done const& done) {
    guard_.delivering_ = this;
    done(failed, size);
    guard_.delivering_ = nullptr;
}

// RFC 9110 §10.1.1: a client may wait for this before it sends a body.
void GuardedConnection::say_continue(std::size_t size, Done done) {
    said_ = "HTTP/1.1 100 Continue\r\n\r\n";
    write_all(said_, [self = shared_from_this(), size, done = std::move(done)](asio::error_code failed, std::size_t) {
        self->deliver(failed, failed ? 0 : size, done);
    });
}

void GuardedConnection::refuse(Refusal refusal, Done done) {
    phase_ = Phase::refused;
    deadline_ = in(guard_.limits().linger);
    said_ = refusal_text(refusal);
    guard_.refused_(refusal);
    write_all(said_, [self = shared_from_this(), done = std::move(done)](asio::error_code failed, std::size_t) {
        if (failed) return self->deliver(failed, 0, done);
        asio::error_code ignored;
        self->socket_.shutdown(TcpSocket::shutdown_send, ignored);
        self->linger(done);
    });
}

// Closing while bytes are on their way would reset the connection, and the refusal with it (RFC 9112 §9.6).
void GuardedConnection::linger(Done done) {
    socket_.async_read_some(asio::buffer(scratch_), [self = shared_from_this(), done = std::move(done)](
                                                        asio::error_code failed, std::size_t size) {
        self->passed_over_ += size;
        if (failed || self->passed_over_ > self->guard_.limits().lingering_bytes) {
            return self->deliver(asio::error::connection_aborted, 0, done);
        }
        self->linger(done);
    });
}

void GuardedConnection::watch(std::function<void()> gone) {
    if (!socket_.is_open()) return gone();
    gone_ = std::move(gone);
    passed_over_ = 0;
    watch_on();
}

void GuardedConnection::watch_on() {
    read_some(asio::buffer(scratch_), [self = shared_from_this()](asio::error_code failed, std::size_t size) {
        self->passed_over_ += size;
        if (failed || self->passed_over_ > watched_bytes_max) return self->close();
        self->watch_on();
    });
}

template <class Handler>
void GuardedConnection::write_all(std::string_view text, Handler&& handler) {
    auto const buffer = asio::buffer(text);
    if (tls_) {
        asio::async_write(*tls_, buffer, std::forward<Handler>(handler));
    } else {
        asio::async_write(socket_, buffer, std::forward<Handler>(handler));
    }
}

}  // namespace cairn
