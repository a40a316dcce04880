// `cairn serve` as an operator meets it: what it refuses, what it answers about itself, what it writes into its log.
#include <gtest/gtest.h>

#include <fstream>

#include "http/testing_socket.hpp"
#include "organization.hpp"

namespace cairn {
namespace {

class Serve : public testing::Test {
protected:
    Ended refused(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"serve", "--db", organization_.address()});
        return run_program(arguments);
    }
    std::vector<std::string> arguments(std::vector<std::string> more = {}) const {
        more.insert(more.end(), {"--db", organization_.address()});
        return more;
    }
    TestOrganization organization_;
};

TEST_F(Serve, ListensBeyondThisMachineOnlyWithTlsOrAProxy) {
    for (auto const* address : {"0.0.0.0:0", "[::]:0", "8.8.8.8:80"}) {
        auto const said = refused({"--listen", address});
        EXPECT_EQ(said.exit_code, 2) << address;
        EXPECT_NE(said.err.find("--behind-proxy"), std::string::npos) << said.err;
    }
    for (auto const* name : {"example.org:80", "127.0.0.1.example.org:80", "127.0.0.1"}) {
        EXPECT_EQ(refused({"--listen", name}).exit_code, 2) << name;
    }
    ServedProgram const server(arguments({"--listen", "0.0.0.0:0", "--behind-proxy"}));
    EXPECT_EQ(Browser("http://127.0.0.1:" + std::to_string(server.port())).get("/healthz").status, 200);
}

TEST_F(Serve, RefusesADatabaseThatIsNotThereOrNotMigrated) {
    auto const missing = run_program({"serve", "--db", "sqlite:" + (organization_.folder() / "no.db").string()});
    EXPECT_EQ(missing.exit_code, 3);
    EXPECT_NE(missing.err.find("cairn migrate"), std::string::npos) << missing.err;
    auto const empty_path = organization_.folder() / "empty.db";
    std::ofstream(empty_path).close();
    auto const empty = run_program({"serve", "--db", "sqlite:" + empty_path.string()});
    EXPECT_EQ(empty.exit_code, 3);
    EXPECT_NE(empty.err.find("cairn migrate"), std::string::npos) << empty.err;
}

TEST_F(Serve, SaysWhatIsWrongWithItsOptions) {
    EXPECT_EQ(refused({"--tls-cert", "x.pem"}).exit_code, 2);
    EXPECT_EQ(refused({"--web", (organization_.folder() / "nothing").string()}).exit_code, 2);
    EXPECT_EQ(refused({"--workers", "0"}).exit_code, 2);
    EXPECT_EQ(refused({"--metrics-token-file", "/nonexistent"}).exit_code, 2);
    EXPECT_EQ(refused({"--org", "Bad Name=sqlite:x.db"}).exit_code, 1);
}

TEST_F(Serve, TwoCannotListenOnOneAddress) {
    ServedProgram const server(arguments());
    auto const second = refused({"--listen", "127.0.0.1:" + std::to_string(server.port())});
    EXPECT_EQ(second.exit_code, 3);
    EXPECT_NE(second.err.find("Cannot listen"), std::string::npos) << second.err;
}

TEST_F(Serve, AnswersAboutItself) {
    ServedProgram server(arguments());
    Browser browser(server.url());
    EXPECT_EQ(browser.get("/healthz").body, "alive\n");
    EXPECT_EQ(browser.get("/readyz").body, "ready\n");
    EXPECT_EQ(browser.send("HEAD", "/healthz", "", {}).status, 200);
    EXPECT_EQ(browser.post("/healthz", "{}").status, 405);
    EXPECT_EQ(browser.get("/nothing").status, 404);
    EXPECT_EQ(browser.get("/api/v1/nothing").status, 404);
    EXPECT_EQ(browser.get("/api/v2/session").status, 404);
    auto const metrics = browser.get("/metrics");
    EXPECT_EQ(metrics.status, 200);
    for (auto const* name : {"cairn_requests_total{operation=\"healthz\",status=\"2xx\"}",
                             "cairn_request_seconds_bucket", "cairn_connections ", "cairn_requests_waiting ",
                             "cairn_access_log_waiting ", "cairn_resident_memory_bytes "}) {
        EXPECT_NE(metrics.body.find(name), std::string::npos) << name;
    }
    EXPECT_EQ(server.stop(), 0);
}

TEST_F(Serve, MetricsAreForThisMachineOrTheToken) {
    auto const token_file = organization_.folder() / "token";
    std::ofstream(token_file) << "0123456789abcdef0123\n";
    ServedProgram const server(arguments({"--metrics-token-file", token_file.string()}));
    Browser browser(server.url());
    EXPECT_EQ(browser.get("/metrics").status, 200);
    EXPECT_EQ(browser.get("/metrics", {"X-Forwarded-For: 203.0.113.9"}).status, 401);
    ServedProgram const proxied(arguments({"--metrics-token-file", token_file.string(), "--behind-proxy"}));
    Browser through_proxy(proxied.url());
    EXPECT_EQ(through_proxy.get("/metrics").status, 401);
    EXPECT_EQ(through_proxy.get("/metrics", {"X-Forwarded-For: 127.0.0.1"}).status, 401);
    EXPECT_EQ(through_proxy.get("/metrics", {"Authorization: Bearer 0123456789abcdef0124"}).status, 401);
    EXPECT_EQ(through_proxy.get("/metrics", {"Authorization: Bearer 0123456789abcdef0123"}).status, 200);
}

TEST_F(Serve, ProtectsEveryAnswer) {
    ServedProgram const server(arguments());
    Browser browser(server.url());
    for (auto const* path : {"/", "/healthz", "/metrics", "/api/v1/session", "/nothing", "/cairn.css"}) {
        auto const answer = browser.get(path);
        EXPECT_NE(answer.header("content-security-policy").find("frame-ancestors 'none'"), std::string::npos) << path;
        EXPECT_EQ(answer.header("x-content-type-options"), "nosniff") << path;
        EXPECT_EQ(answer.header("referrer-policy"), "no-referrer") << path;
        EXPECT_FALSE(answer.header("cache-control").empty()) << path;
        EXPECT_TRUE(answer.header("strict-transport-security").empty()) << path;
    }
}

TEST_F(Serve, HasAPlainHomePage) {
    ServedProgram const server(arguments());
    Browser browser(server.url());
    auto const home = browser.get("/");
    EXPECT_EQ(home.status, 200);
    EXPECT_EQ(home.header("content-type"), "text/html; charset=utf-8");
    EXPECT_NE(home.body.find("width=device-width"), std::string::npos);
    EXPECT_EQ(home.body.find("<script"), std::string::npos);
    EXPECT_EQ(home.body.find("style="), std::string::npos);  // the policy would not let it through
    EXPECT_EQ(browser.get("/", {"If-None-Match: " + home.header("etag")}).status, 304);
}

TEST_F(Serve, ServesTheWebAppAndNothingBesideIt) {
    auto const web = organization_.folder() / "web";
    std::filesystem::create_directories(web / "assets");
    std::ofstream(web / "index.html") << "<!doctype html>the app";
    std::ofstream(web / "assets" / "app-1.js") << "let x = 1;" << std::string(4000, ' ');
    std::ofstream(organization_.folder() / "cairn.db") << "a secret";
    std::filesystem::create_symlink(organization_.folder() / "cairn.db", web / "linked.db");
    ServedProgram const server(arguments({"--web", web.string()}));
    Browser browser(server.url());
    EXPECT_EQ(browser.get("/").body, "<!doctype html>the app");
    EXPECT_EQ(browser.get("/today", {"Accept: text/html"}).body, "<!doctype html>the app");
    EXPECT_EQ(browser.get("/api/v1/nothing", {"Accept: text/html"}).status, 404);
    auto const script = browser.get("/assets/app-1.js", {"Accept-Encoding: br"});
    EXPECT_EQ(script.header("content-encoding"), "br");
    EXPECT_EQ(script.header("cache-control"), "public, max-age=31536000, immutable");
    for (auto const* path :
         {"/linked.db", "/../cairn.db", "/%2e%2e/cairn.db", "/..%2fcairn.db", "/assets/../../cairn.db", "//cairn.db",
          "/%2fcairn.db", "/assets/%2e%2e/%2e%2e/cairn.db", "/index.html%00.db"}) {
        auto const answer = browser.get(path);
        EXPECT_EQ(answer.status, 404) << path;
        EXPECT_EQ(answer.body.find("a secret"), std::string::npos) << path;
    }
}

TEST_F(Serve, ASignalReadsTheWebAppAgain) {
    auto const web = organization_.folder() / "web";
    std::filesystem::create_directories(web);
    std::ofstream(web / "index.html") << "first";
    ServedProgram server(arguments({"--web", web.string()}));
    Browser browser(server.url());
    EXPECT_EQ(browser.get("/").body, "first");
    std::ofstream(web / "index.html") << "second";
    server.signal(SIGHUP);
    for (int i = 0; i < 500 && browser.get("/").body != "second"; ++i) ::usleep(10000);
    EXPECT_EQ(browser.get("/").body, "second");
    EXPECT_EQ(server.stop(), 0);
}

TEST_F(Serve, ItsLogTellsWhatWasAskedButNotAboutWhom) {
    organization_.add_user("ana", "admin");
    ServedProgram server(arguments());
    Browser browser(server.url());
    EXPECT_EQ(sign_in(browser, "ana").status, 200);
    browser.get("/api/v1/accounts?limit=7");
    browser.get("/Maria-Silva-1980-02-03?name=Silva");
    EXPECT_EQ(server.stop(), 0);
    auto const log = server.log();
    EXPECT_NE(log.find("\"operation\":\"sign_in\",\"status\":200"), std::string::npos) << log;
    EXPECT_NE(log.find("\"operation\":\"list_accounts\",\"status\":200"), std::string::npos) << log;
    EXPECT_NE(log.find("\"event\":\"listening\""), std::string::npos);
    EXPECT_NE(log.find("\"event\":\"stopped\""), std::string::npos);
    for (auto const* secret : {"Silva", "limit=7", test_password, "cairn_session", "/api/"}) {
        EXPECT_EQ(log.find(secret), std::string::npos) << secret;
    }
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) EXPECT_NO_THROW(boost::json::parse(line)) << line;
}

TEST_F(Serve, BelievesAProxyAboutWhoAsksAndHow) {
    organization_.add_user("ana", "admin");
    ServedProgram const server(arguments({"--behind-proxy"}));
    RawClient raw(server.port());
    std::string const body = "{\"login\":\"ana\",\"password\":\"" + std::string(test_password) + "\"}";
    raw.send("POST /api/v1/session HTTP/1.1\r\nHost: cairn.example.org\r\nOrigin: https://cairn.example.org\r\n"
             "X-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.9\r\nContent-Type: application/json\r\n"
             "Connection: close\r\nContent-Length: " +
             std::to_string(body.size()) + "\r\n\r\n" + body);
    auto const signed_in = raw.read_all();
    EXPECT_EQ(status_of(signed_in), 200) << signed_in;
    EXPECT_NE(signed_in.find("; Secure"), std::string::npos) << signed_in;
    EXPECT_NE(signed_in.find("Strict-Transport-Security: "), std::string::npos);
}

}  // namespace
}  // namespace cairn
