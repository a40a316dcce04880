// TLS: from a certificate of our own making, 1.2 and newer, read again on a signal.
#include <gtest/gtest.h>

#include <fstream>

#include "certificate.hpp"
#include "http/testing_socket.hpp"
#include "organization.hpp"

namespace cairn {
namespace {

class Tls : public testing::Test {
protected:
    std::vector<std::string> arguments(CertificateFiles const& files) const {
        return {"--db",      organization_.address(), "--tls-cert", files.certificate.string(),
                "--tls-key", files.key.string(),      "--listen",   "0.0.0.0:0"};
    }
    std::string url(ServedProgram const& server) const { return "https://127.0.0.1:" + std::to_string(server.port()); }

    TestOrganization organization_;
    CertificateFiles files_ = make_certificate(organization_.folder(), "first");
};

TEST_F(Tls, IsSpokenWithOurCertificate) {
    organization_.add_user("ana", "admin");
    ServedProgram server(arguments(files_));
    EXPECT_TRUE(server.url().starts_with("https://"));
    Browser browser(url(server));
    browser.trust(files_.certificate.string());
    auto const health = browser.get("/healthz");
    EXPECT_EQ(health.status, 200) << health.body;
    EXPECT_FALSE(health.header("strict-transport-security").empty());
    auto const signed_in = sign_in(browser, "ana");
    EXPECT_EQ(signed_in.status, 200) << signed_in.body;
    EXPECT_NE(signed_in.header("set-cookie").find("; Secure"), std::string::npos);
    EXPECT_EQ(browser.get("/api/v1/session").status, 200);
    EXPECT_EQ(browser.post("/api/v1/session", std::string(2000000, ' ')).status, 413);
    EXPECT_EQ(server.stop(), 0);
}

TEST_F(Tls, StrangersAndOldVersionsGetNothing) {
    ServedProgram const server(arguments(files_));
    Browser distrustful(url(server));
    EXPECT_EQ(distrustful.get("/healthz").status, 0);
    Browser old(url(server));
    old.trust(files_.certificate.string());
    old.speak_at_most_tls_1_1();
    EXPECT_EQ(old.get("/healthz").status, 0);
    RawClient plain(server.port());
    plain.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(plain.read_all().find("alive"), std::string::npos);
}

TEST_F(Tls, AHandshakeThatIsNotFinishedHoldsNobodyUp) {
    ServedProgram const server(arguments(files_));
    std::vector<RawClient> silent;
    for (int i = 0; i < 50; ++i) {
        silent.emplace_back(server.port());
        silent.back().send("\x16\x03\x01");
    }
    Browser browser(url(server));
    browser.trust(files_.certificate.string());
    EXPECT_EQ(browser.get("/healthz").status, 200);
    EXPECT_TRUE(silent.front().is_closed(30));
}

TEST_F(Tls, ASignalReadsTheCertificateAgain) {
    ServedProgram server(arguments(files_));
    auto const second = make_certificate(organization_.folder(), "second");
    std::filesystem::copy_file(second.certificate, files_.certificate,
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::copy_file(second.key, files_.key, std::filesystem::copy_options::overwrite_existing);
    server.signal(SIGHUP);
    auto const answers = [&] {
        Browser browser(url(server));
        browser.trust(second.certificate.string());
        return browser.get("/healthz").status == 200;
    };
    for (int i = 0; i < 500 && !answers(); ++i) ::usleep(10000);
    EXPECT_TRUE(answers());
    std::ofstream(files_.key, std::ios::trunc) << "not a key";
    server.signal(SIGHUP);
    for (int i = 0; i < 500 && server.log().find("not_reloaded") == std::string::npos; ++i) ::usleep(10000);
    EXPECT_NE(server.log().find("not_reloaded"), std::string::npos);
    EXPECT_TRUE(answers());
    EXPECT_EQ(server.stop(), 0);
}

TEST_F(Tls, FilesThatCannotBeUsedAreRefusedWithTheReason) {
    auto const other = make_certificate(organization_.folder(), "other");
    auto const refused = [&](CertificateFiles const& files) {
        auto wanted = arguments(files);
        wanted.insert(wanted.begin(), "serve");
        auto const said = run_program(wanted);
        EXPECT_NE(said.exit_code, 0);
        return said.err;
    };
    EXPECT_NE(refused({files_.certificate, other.key}).find("belong to the"), std::string::npos);
    EXPECT_NE(refused({other.key, files_.key}).find("No certificate"), std::string::npos);
    EXPECT_NE(refused({files_.certificate, organization_.folder() / "none"}).find("no key"), std::string::npos);
    std::filesystem::permissions(files_.key, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
    EXPECT_NE(refused(files_).find("chmod"), std::string::npos);
}

}  // namespace
}  // namespace cairn
