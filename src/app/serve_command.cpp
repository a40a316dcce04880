#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <ostream>

#include "app/commands.hpp"
#include "app/front.hpp"
#include "app/upkeep.hpp"
#include "http/request_log.hpp"

namespace cairn {
namespace {

constexpr std::string_view own_pages = "app/pages/";
constexpr std::size_t metrics_token_characters_min = 16;

// Signals are taken by one thread that waits for them; this must happen before any other is started.
class Signals {
public:
    Signals() {
        ::sigemptyset(&set_);
        for (int const signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&set_, signal);
        ::pthread_sigmask(SIG_BLOCK, &set_, &before_);
        ::signal(SIGPIPE, SIG_IGN);  // a reader of our log that goes away must not take us along
    }
    Signals(Signals const&) = delete;
    Signals& operator=(Signals const&) = delete;
    ~Signals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

    int wait() const {
        int signal = 0;
        ::sigwait(&set_, &signal);
        return signal;
    }
    // From now on a signal ends the program at once: whoever stops it twice does not want to wait.
    void let_go() const { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t set_{};
    sigset_t before_{};
};

Result<ServerSettings> server_settings(Config const& config) {
    ServerSettings settings;
    auto listen = parse_listen_address(config.text("listen"));
    if (!listen) return listen.error();
    settings.listen = *listen;
    auto const& certificate = config.text("tls_certificate");
    auto const& key = config.text("tls_key");
    if (certificate.empty() != key.empty()) {
        return invalid(certificate.empty() ? "tls_certificate" : "tls_key", "required",
                       "A certificate and its key go together.");
    }
    if (!certificate.empty()) settings.tls = TlsFiles{certificate, key};
    settings.proxies.any = config.flag("behind_proxy");
    for (auto const& proxy : config.list("proxies")) settings.proxies.addresses.insert(plain_address(proxy));
    auto const exposure = check_exposure(settings.listen, settings.tls.has_value(), settings.proxies.any);
    if (!exposure) return exposure.error();
    settings.limits.workers = static_cast<std::size_t>(config.number("workers"));
    settings.limits.guard.connections = static_cast<std::size_t>(config.number("client_connections"));
    return settings;
}

Result<std::string> metrics_token(Config const& config) {
    auto const& path = config.text("metrics_token_file");
    if (path.empty()) return std::string{};
    std::string token;
    std::getline(std::ifstream(path) >> std::ws, token);
    if (token.size() < metrics_token_characters_min) {
        return invalid("metrics_token_file", "token", "The file's first line must hold at least 16 characters.");
    }
    return token;
}

Result<std::shared_ptr<StaticFiles const>> files_of(Config const& config) {
    auto const& folder = config.text("web");
    if (folder.empty()) return std::make_shared<StaticFiles const>(StaticFiles::embedded(own_pages));
    auto files = StaticFiles::from_folder(folder);
    if (!files) return files.error();
    return std::make_shared<StaticFiles const>(std::move(*files));
}

// The anchors of one of several organizations: beside its SQLite file, or NAME.anchors in the folder of --anchors. Its
// imports and exports lie in a folder of its own in the same manner.
Config config_of(Config const& config, ServedName const& served) {
    auto own = config;
    own.set("database", served.database);
    if (!served.name.empty() && !config.text("anchors").empty()) {
        own.set("anchors", config.text("anchors") + '/' + served.name + ".anchors");
    }
    if (!served.name.empty() && !config.text("exchange_folder").empty()) {
        own.set("exchange_folder", config.text("exchange_folder") + '/' + served.name);
    }
    return own;
}

using Organizations = std::vector<std::unique_ptr<ServedOrganization>>;

Result<Organizations> open_organizations(Config const& config, bool secure, Passwords& passwords) {
    auto served = parse_served_names(config.list("organizations"));
    if (!served) return served.error();
    if (served->empty()) served->push_back({.name = "", .database = config.text("database")});
    Organizations opened;
    for (auto& one : *served) {
        auto const name = one.name;
        auto own = config_of(config, one);
        auto organization = ServedOrganization::open(std::move(own), std::move(one), secure, passwords);
        if (!organization) {
            auto error = organization.error();
            if (!name.empty()) error.message = name + ": " + error.message;
            return error;
        }
        opened.push_back(std::move(*organization));
    }
    return opened;
}

int wrong_use(Error const& error, Terminal& terminal) {
    refused(error, terminal);
    return exit_wrong_use;
}

std::vector<ServedOrganization*> pointers(Organizations const& organizations) {
    std::vector<ServedOrganization*> all;
    for (auto const& organization : organizations) all.push_back(organization.get());
    return all;
}

std::vector<std::string> operations_of(Organizations const& organizations) {
    std::vector<std::string> names{"file", "healthz", "readyz", "metrics"};
    for (auto const& organization : organizations) {
        for (auto const& route : organization->api().routes()) names.emplace_back(route.operation);
    }
    return names;
}

void add_gauges(Metrics& metrics, HttpServer const& server, std::vector<ServedOrganization*> const& organizations) {
    metrics.add_gauge("cairn_connections", "Open connections of clients.",
                      [&server] { return static_cast<double>(server.figures().connections); });
    metrics.add_gauge("cairn_requests_waiting", "Requests that wait for a worker.",
                      [&server] { return static_cast<double>(server.figures().queued); });
    metrics.add_gauge("cairn_event_streams", "Clients that listen for news.",
                      [&server] { return static_cast<double>(server.figures().event_streams); });
    metrics.add_gauge("cairn_access_log_waiting", "Rows of the log of reads that are not durable yet.",
                      [organizations] {
                          std::size_t waiting = 0;
                          for (auto const* organization : organizations) waiting += organization->access_log_waiting();
                          return static_cast<double>(waiting);
                      });
    metrics.add_gauge("cairn_resident_memory_bytes", "Memory of the process.", resident_memory_bytes);
}

// SIGHUP: certificate, key and web app are read again. What cannot be read leaves things as they are.
void reload(Config const& config, HttpServer& server, Front& front, RequestLog& log) {
    if (auto const reloaded = server.reload_tls(); !reloaded) log.event("not_reloaded", to_string(reloaded.error()));
    auto files = files_of(config);
    if (files) {
        front.serve_files(*files);
        log.event("reloaded", "Certificate, key and web app were read again.");
    } else {
        log.event("not_reloaded", to_string(files.error()));
    }
}

// Gives the exit code. Everything that was acknowledged is durable before it returns.
int close_organizations(Organizations const& organizations, RequestLog& log) {
    int code = exit_done;
    for (auto const& organization : organizations) {
        if (auto const lost = organization->close(); lost > 0) {
            log.event("access_log_incomplete", std::to_string(lost) + " rows could not be written.");
            code = exit_unavailable;
        }
        try {
            if (auto const anchored = organization->anchor(); !anchored) {
                log.event("upkeep_refused", anchored.error().message);
            }
        } catch (DatabaseUnavailable const& error) {
            log.event("upkeep_failed", error.what());
        }
    }
    return code;
}

}  // namespace

int serve_command(Config const& config, Terminal& terminal) {
    Signals const signals;
    auto settings = server_settings(config);
    if (!settings) return wrong_use(settings.error(), terminal);
    auto token = metrics_token(config);
    if (!token) return wrong_use(token.error(), terminal);
    auto files = files_of(config);
    if (!files) return wrong_use(files.error(), terminal);

    SystemClock const clock;
    SystemRandomness randomness;
    Passwords passwords(randomness);  // one for all: it bounds the memory that hashing takes
    bool const secure = settings->tls.has_value() || settings->proxies.any;
    auto organizations = open_organizations(config, secure, passwords);
    if (!organizations) return refused(organizations.error(), terminal);

    RequestLog log(STDERR_FILENO, clock);
    Metrics metrics(operations_of(*organizations));
    Front front({.behind_proxy = settings->proxies.any, .metrics_token = *token}, pointers(*organizations), *files,
                metrics);
    settings->body_max = [&](std::string_view method, std::string_view target) {
        return front.body_max(method, target);
    };
    auto const listen = settings->listen;
    bool const has_tls = settings->tls.has_value();
    HttpServer server(
        std::move(*settings), clock,
        [&](HttpRequest const& request, Answered& answered) { return front.handle(request, answered); },
        [&](Answered const& answered, std::chrono::microseconds took) {
            metrics.count(answered.operation, answered.status, took);
            log.answered(answered, took);
        });
    add_gauges(metrics, server, pointers(*organizations));
    if (auto const started = server.start(); !started) return refused(started.error(), terminal);
    auto const url = to_url(listen, server.port(), has_tls);
    log.event("listening", url);
    terminal.out << "Cairn serves " << url << '\n' << std::flush;
    {
        Upkeep const upkeep(pointers(*organizations), log);
        while (signals.wait() == SIGHUP) reload(config, server, front, log);
        signals.let_go();
        log.event("stopping", "No new requests; what runs is finished.");
        server.stop();
    }
    auto const code = close_organizations(*organizations, log);
    log.event("stopped", "Everything that was acknowledged is written.");
    return code;
}

}  // namespace cairn
