// docs/api.md is true: its commands run, in their order, against a server of their own.
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/temporary_folder.hpp"

namespace cairn {
namespace {

std::string text_of(std::filesystem::path const& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

// All that stands between "```sh" and "```".
std::string shell_blocks(std::string const& document) {
    std::istringstream lines(document);
    std::string script;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) {
            inside = line == "```sh";
        } else if (inside) {
            script += line + '\n';
        }
    }
    return script;
}

// One that was free a moment ago.
int free_port() {
    int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ::ntohs(address.sin_port);
}

TEST(ApiDocument, LeadsOneReferralToTheReport) {
    auto const* named = std::getenv("CAIRN_PROGRAM");
    auto const program = std::filesystem::absolute(named != nullptr ? named : "build/cairn");
    auto const script = shell_blocks(text_of("docs/api.md"));
    ASSERT_NE(script.find("/report"), std::string::npos);
    TemporaryFolder const folder;
    std::ofstream(folder.path() / "api.sh")
        << "set -euo pipefail\ncd '" << folder.path().string() << "'\nexport PATH='" << program.parent_path().string()
        << "':\"$PATH\" LISTEN=127.0.0.1:" << free_port() << "\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
        << script;
    auto const command =
        "bash '" + (folder.path() / "api.sh").string() + "' >'" + (folder.path() / "said").string() + "' 2>&1";
    int const status = std::system(command.c_str());
    auto const said = text_of(folder.path() / "said");
    ASSERT_TRUE(WIFEXITED(status)) << said;
    EXPECT_EQ(WEXITSTATUS(status), 0) << said << text_of(folder.path() / "server.log");
    EXPECT_NE(said.find("\nenrolment_rate"), std::string::npos) << said;
    EXPECT_NE(said.find("\"stage\":\"initial_engagement\""), std::string::npos) << said;
}

}  // namespace
}  // namespace cairn
