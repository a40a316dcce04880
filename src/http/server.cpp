#include "http/server.hpp"

#include <restinio/http_server.hpp>
#include <restinio/null_timer_manager.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "http/event_streams.hpp"
#include "http/guard.hpp"
#include "http/response_text.hpp"
#include "http/tls.hpp"
#include "http/workers.hpp"

namespace cairn {

// The socket as RESTinio wants it: everything it reads and writes passes the guard.
class GuardedSocket {
public:
    using executor_type = IoExecutor;

    explicit GuardedSocket(std::shared_ptr<GuardedConnection> connection) : connection_(std::move(connection)) {}

    IoExecutor get_executor() { return connection_->socket().get_executor(); }
    bool is_open() const { return connection_->socket().is_open(); }
    void cancel(asio::error_code& failed) { connection_->socket().cancel(failed); }
    void shutdown(TcpSocket::shutdown_type what, asio::error_code& failed) {
        connection_->socket().shutdown(what, failed);
    }
    void close() { connection_->close(); }
    template <class Handler>
    void async_read_some(asio::mutable_buffer buffer, Handler&& handler) {
        connection_->read(buffer, std::forward<Handler>(handler));
    }
    template <class Buffers, class Handler>
    void async_write_some(Buffers const& buffers, Handler&& handler) {
        connection_->write(buffers, std::forward<Handler>(handler));
    }
    GuardedConnection& connection() { return *connection_; }

private:
    std::shared_ptr<GuardedConnection> connection_;
};

// Found by RESTinio through its argument, as its own overloads for TLS are.
template <class Connection, class Start, class Failed>
void prepare_connection_and_start_read(GuardedSocket& socket, Connection& connection, Start start, Failed failed) {
    socket.connection().handshake([start, failed, keep = connection.shared_from_this()](asio::error_code error) {
        if (error) {
            failed(error);
        } else {
            start();
        }
    });
}

inline restinio::impl::tls_socket_t* make_tls_socket_pointer_for_state_listener(GuardedSocket&) noexcept {
    return nullptr;
}

namespace {

constexpr std::size_t read_buffer_bytes = 16U * 1024U;
constexpr std::size_t file_chunk_bytes = 256U * 1024U;
constexpr rlim_t other_files_max = 512;  // databases, logs, files that are being sent

using Traits =
    restinio::traits_t<restinio::null_timer_manager_t, restinio::null_logger_t,
                       restinio::details::autodetect_request_handler_type, restinio::noop_strand_t, GuardedSocket>;
using RestinioConnection = restinio::impl::connection_t<Traits>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, IoExecutor>;

std::chrono::steady_clock::time_point steady_now() { return std::chrono::steady_clock::now(); }

// As many open files as the connections need, as far as the system lets us; gives what it did not.
std::size_t connections_within_limits(std::size_t wanted) {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
    files.rlim_cur = std::max(files.rlim_cur, std::min<rlim_t>(files.rlim_max, wanted + other_files_max));
    ::setrlimit(RLIMIT_NOFILE, &files);
    auto const left = files.rlim_cur > 2 * other_files_max ? files.rlim_cur - other_files_max : files.rlim_cur / 2;
    return std::min<std::size_t>(wanted, left);
}

HttpRequest translate(restinio::request_t const& request, std::string method) {
    auto const& head = request.header();
    HttpRequest translated{.method = std::move(method), .target = head.request_target()};
    translated.headers.reserve(head.fields_count() + 1);
    head.for_each_field([&](auto const& field) { translated.headers.push_back({field.name(), field.value()}); });
    translated.body = request.body();
    // RFC 9112 §3.2.2: what an absolute target says counts, not Host.
    for (std::string_view const scheme : {"http://", "https://"}) {
        if (!translated.target.starts_with(scheme)) continue;
        auto const slash = translated.target.find('/', scheme.size());
        auto const host = translated.target.substr(scheme.size(), slash - scheme.size());
        translated.target = slash == std::string::npos ? "/" : translated.target.substr(slash);
        for (auto& header : translated.headers) {
            if (equals_ignoring_case(header.name, "Host")) header.value = host;
        }
        break;
    }
    return translated;
}

// One request on its way to an answer.
struct Exchange {
    std::shared_ptr<restinio::request_t> request;
    restinio::impl::connection_handle_t connection;
    std::weak_ptr<GuardedConnection> guarded;
    std::string remote_address;
    restinio::request_id_t id;
    std::chrono::steady_clock::time_point arrived;
    bool secure;
    bool keep_alive;
    bool without_body;  // HEAD

    void write(restinio::writable_items_container_t items, bool last, bool close,
               restinio::write_status_cb_t written = {}) const {
        restinio::write_group_t group(std::move(items));
        if (written) group.after_write_notificator(std::move(written));
        connection->write_response_parts(
            id,
            {last ? restinio::response_parts_attr_t::final_parts : restinio::response_parts_attr_t::not_final_parts,
             close ? restinio::response_connection_attr_t::connection_close
                   : restinio::response_connection_attr_t::connection_keepalive},
            std::move(group));
    }
};

}  // namespace

struct HttpServer::Machine {
    Machine(ServerSettings settings_, Clock const& clock_, HttpHandler handler_, Observer observer_)
        : settings(std::move(settings_)),
          clock(clock_),
          handler(std::move(handler_)),
          observer(std::move(observer_)),
          streams(
              settings.limits.events, [this](auto job) { asio::post(io, std::move(job)); },
              [this](auto job) {
                  if (!workers->submit(job)) job();
              }),
          guard(guard_limits(settings), settings.body_max ? settings.body_max : default_body_max(), settings.proxies,
                [this](Refusal refusal) { refused(refusal); }) {}

    static GuardLimits guard_limits(ServerSettings const& settings) {
        auto limits = settings.limits.guard;
        limits.connections = connections_within_limits(limits.connections);
        return limits;
    }
    static BodyMax default_body_max() {
        return [](std::string_view, std::string_view) { return small_body_bytes_max; };
    }

    Result<void> open();
    void accept();
    void welcome(TcpSocket socket);
    restinio::request_handling_status_t take(std::shared_ptr<restinio::request_t> request);
    void run(std::shared_ptr<Exchange> const& exchange);
    void answer(std::shared_ptr<Exchange> const& exchange, HttpResponse response);
    void answer_events(std::shared_ptr<Exchange> const& exchange, HttpResponse const& response);
    void refused(Refusal refusal);
    void tick();
    void serve();
    void drain();
    std::shared_ptr<asio::ssl::context> tls_now() const {
        std::scoped_lock const lock(tls_mutex);
        return tls;
    }

    ServerSettings settings;
    Clock const& clock;
    HttpHandler handler;
    Observer observer;
    EventStreams streams;  // outlives what waits in `io`
    Guard guard;
    mutable std::mutex tls_mutex;
    std::shared_ptr<asio::ssl::context> tls;
    asio::io_context io{1};
    Acceptor acceptor{io};
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, IoExecutor>
        second{io};
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, IoExecutor>
        accept_again{io};
    std::shared_ptr<restinio::impl::connection_settings_t<Traits>> restinio_settings;
    restinio::connection_id_t last_connection = 0;
    std::unique_ptr<Workers> workers;
    std::thread thread;
    std::uint16_t port = 0;
    bool draining = false;  // I/O thread
};

Result<void> HttpServer::Machine::open() {
    if (settings.tls) {
        auto made = make_tls_context(*settings.tls);
        if (!made) return made.error();
        tls = *made;
    }
    asio::error_code failed;
    auto const address = asio::ip::make_address(settings.listen.host, failed);
    asio::ip::tcp::endpoint const endpoint(address, settings.listen.port);
    if (!failed) acceptor.open(endpoint.protocol(), failed);
    if (!failed) acceptor.set_option(Acceptor::reuse_address(true), failed);
    if (!failed) acceptor.bind(endpoint, failed);
    if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
    if (failed) {
        return Error{ErrorCode::unavailable, "Cannot listen on " + settings.listen.host + ", port " +
                                                 std::to_string(settings.listen.port) + ": " + failed.message() + "."};
    }
    port = acceptor.local_endpoint().port();

    // Limits stand in the guard; RESTinio's own must merely not be narrower.
    restinio::incoming_http_msg_limits_t limits;
    limits.max_url_size(target_characters_max + 1)
        .max_field_name_size(header_bytes_max + 1)
        .max_field_value_size(header_bytes_max + 1)
        .max_field_count(header_count_max + 1)
        .max_body_size(upload_bytes_max);
    restinio::server_settings_t<Traits> for_restinio;
    for_restinio.buffer_size(read_buffer_bytes)
        .max_pipelined_requests(1)
        .incoming_http_msg_limits(limits)
        .request_handler([this](std::shared_ptr<restinio::request_t> request) { return take(std::move(request)); });
    for_restinio.ensure_valid_connection_state_listener();
    restinio_settings = std::make_shared<restinio::impl::connection_settings_t<Traits>>(
        for_restinio, restinio::impl::create_parser_settings<Traits::http_methods_mapper_t>(),
        std::make_shared<restinio::null_timer_manager_t>());
    return {};
}

// RESTinio's own acceptor stops for good at the first error, such as too many open files, and loses a place for each
// connection that is reset before it is accepted.
void HttpServer::Machine::accept() {
    acceptor.async_accept([this](asio::error_code failed, TcpSocket socket) {
        if (draining || failed == asio::error::operation_aborted) return;
        if (failed) {  // no descriptors, no memory: it will pass
            constexpr std::chrono::milliseconds pause{100};
            accept_again.expires_after(pause);
            accept_again.async_wait([this](asio::error_code stopped) {
                if (!stopped) accept();
            });
            return;
        }
        accept();  // first: whatever the next line throws
        welcome(std::move(socket));
    });
}

void HttpServer::Machine::welcome(TcpSocket socket) {
    asio::error_code failed;
    auto const peer = socket.remote_endpoint(failed);
    if (failed) return;  // gone already
    auto address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    }
    if (!guard.has_place_for(address)) return;
    socket.set_option(asio::ip::tcp::no_delay(true), failed);
    auto guarded = std::make_shared<GuardedConnection>(guard, std::move(socket), address, tls_now());
    auto const connection = std::make_shared<RestinioConnection>(
        ++last_connection, GuardedSocket(std::move(guarded)), restinio_settings,
        restinio::endpoint_t(peer.address(), peer.port()), RestinioConnection::lifetime_monitor_t{nullptr});
    connection->init();
}

restinio::request_handling_status_t HttpServer::Machine::take(std::shared_ptr<restinio::request_t> request) {
    auto* const guarded = guard.delivering();
    auto exchange = std::make_shared<Exchange>();
    exchange->connection = std::move(restinio::impl::access_req_connection(*request));
    exchange->guarded = guarded->weak_from_this();
    exchange->remote_address = guarded->address().to_string();
    exchange->id = request->request_id();
    exchange->arrived = steady_now();
    exchange->secure = guarded->is_secure();
    exchange->keep_alive = request->header().should_keep_alive() && !draining;
    exchange->without_body = request->header().method() == restinio::http_method_head();
    exchange->request = std::move(request);
    if (!workers->submit([this, exchange] { run(exchange); })) {
        refused(Refusal::busy);
        HttpResponse full = problem_response({ErrorCode::unavailable, std::string(info(Refusal::busy).detail)}, "");
        answer(exchange, std::move(full));
    }
    return restinio::request_accepted();
}

void HttpServer::Machine::run(std::shared_ptr<Exchange> const& exchange) {
    HttpRequest request;
    Answered answered;
    try {
        request = translate(*exchange->request,
                            exchange->without_body ? "GET" : exchange->request->header().method().c_str());
        exchange->request.reset();
        request.remote_address = exchange->remote_address;
        request.secure = exchange->secure;
        settings.proxies.believe(request);
        answered.method = request.method;
        auto response = handler(request, answered);
        answered.status = response.status;
        answer(exchange, std::move(response));
    } catch (std::exception const&) {  // a handler that breaks must not take the server along
        answered.status = info(ErrorCode::corrupted).http_status;
        exchange->keep_alive = false;
        answer(exchange, problem_response({ErrorCode::corrupted, "Something broke on our side."}, answered.request_id));
    }
    observer(answered, std::chrono::duration_cast<std::chrono::microseconds>(steady_now() - exchange->arrived));
}

void HttpServer::Machine::answer(std::shared_ptr<Exchange> const& exchange, HttpResponse response) {
    if (response.events && !exchange->without_body) return answer_events(exchange, response);
    restinio::writable_items_container_t items;
    std::size_t length = response.body.size();
    std::optional<restinio::sendfile_t> file;
    if (response.file) {
        try {
            file = restinio::sendfile(response.file->string(), file_chunk_bytes);
            length = file->meta().file_total_size();
        } catch (std::exception const&) {
            response = problem_response({ErrorCode::not_found, "This file is no longer here."}, "");
            length = response.body.size();
        }
    }
    bool const close = !exchange->keep_alive;
    items.emplace_back(response_head(response, length, close, clock.now()));
    if (!exchange->without_body && length > 0 && may_have_body(response.status)) {
        if (file) {
            items.emplace_back(std::move(*file));
        } else {
            items.emplace_back(std::move(response.body));
        }
    }
    exchange->write(std::move(items), true, close);
}

void HttpServer::Machine::answer_events(std::shared_ptr<Exchange> const& exchange, HttpResponse const& response) {
    if (!streams.take_place()) {
        exchange->keep_alive = false;
        return answer(exchange,
                      problem_response({ErrorCode::unavailable, "Too many are listening. Try again later."}, ""));
    }
    restinio::writable_items_container_t items;
    items.emplace_back(response_head(response, std::nullopt, true, clock.now()));
    exchange->write(std::move(items), false, true);
    EventStream::Line line{.write =
                               [exchange](std::string text, bool last, std::function<void()> written) {
                                   restinio::writable_items_container_t parts;
                                   parts.emplace_back(std::move(text));
                                   exchange->write(std::move(parts), last, true, [written](auto const&) { written(); });
                               },
                           .drop =
                               [exchange] {
                                   if (auto const guarded = exchange->guarded.lock()) guarded->close();
                               }};
    auto const stream = streams.start(response.events, std::move(line), steady_now());
    asio::post(io, [exchange, stream] {
        auto const guarded = exchange->guarded.lock();
        if (!guarded) return stream->gone();
        guarded->watch([weak = std::weak_ptr(stream)] {
            if (auto const open = weak.lock()) open->gone();
        });
    });
}

void HttpServer::Machine::refused(Refusal refusal) {
    Answered answered;
    answered.status = info(refusal).status;
    observer(answered, std::chrono::microseconds{0});
}

void HttpServer::Machine::tick() {
    second.expires_after(std::chrono::seconds(1));
    second.async_wait([this](asio::error_code stopped) {
        if (!stopped) tick();
    });
    auto const now = steady_now();
    guard.tick(now);
    streams.tick(now);
}

// What one connection throws, such as for want of memory, ends that connection and no other.
void HttpServer::Machine::serve() {
    while (!io.stopped()) {
        try {
            io.run();
        } catch (std::exception const&) {
            refused(Refusal::busy);
        }
    }
}

void HttpServer::Machine::drain() {
    asio::error_code ignored;
    draining = true;
    acceptor.close(ignored);
    accept_again.cancel();
    streams.end_all();
    guard.drain();
}

HttpServer::HttpServer(ServerSettings settings, Clock const& clock, HttpHandler handler, Observer observer)
    : machine_(std::make_unique<Machine>(std::move(settings), clock, std::move(handler), std::move(observer))) {}

HttpServer::~HttpServer() { stop(); }

Result<void> HttpServer::start() {
    auto& machine = *machine_;
    if (auto const opened = machine.open(); !opened) return opened.error();
    machine.workers =
        std::make_unique<Workers>(machine.settings.limits.workers, machine.settings.limits.queued_requests);
    machine.accept();
    machine.tick();
    machine.thread = std::thread([&machine] { machine.serve(); });
    return {};
}

std::uint16_t HttpServer::port() const { return machine_->port; }

Result<void> HttpServer::reload_tls() {
    if (!machine_->settings.tls) return {};
    auto made = make_tls_context(*machine_->settings.tls);
    if (!made) return made.error();
    std::scoped_lock const lock(machine_->tls_mutex);
    machine_->tls = *made;
    return {};
}

void HttpServer::stop() {
    auto& machine = *machine_;
    if (!machine.thread.joinable()) return;
    asio::post(machine.io, [&machine] { machine.drain(); });
    auto const until = steady_now() + machine.settings.limits.drain;
    constexpr std::chrono::milliseconds look_again{10};
    do {
        std::this_thread::sleep_for(look_again);
    } while (machine.guard.connections() > 0 && steady_now() < until);
    machine.workers->stop();
    machine.io.stop();
    machine.thread.join();
}

ServerFigures HttpServer::figures() const {
    return {machine_->guard.connections(), machine_->workers ? machine_->workers->waiting() : 0,
            machine_->streams.open()};
}

}  // namespace cairn
