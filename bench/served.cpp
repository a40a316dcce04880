#include "served.hpp"

#include <stdexcept>

#include <fmt/core.h>

#include "features/accounts/account.hpp"
#include "http/testing_socket.hpp"
#include "service_writes.hpp"

namespace cairn::bench {
namespace {

constexpr double start_seconds_max = 300;  // a demonstration is made first

}  // namespace

Answer ask(std::uint16_t port, std::string_view method, std::string_view target, std::string_view headers,
           std::string_view body) {
    RawClient client(port);
    auto const text =
        fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{}", method, target, port, headers);
    auto const length = body.empty() ? "\r\n" : fmt::format("Content-Length: {}\r\n\r\n", body.size());
    client.send(text + length + std::string(body));
    auto const all = client.read_answer();
    auto const end = all.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    return {status_of(all), all.substr(0, end + 2), all.substr(end + 4)};
}

ServedProgram::ServedProgram(std::vector<std::string> const& command) : program_(command) {
    constexpr std::string_view before_port = "Cairn serves http://127.0.0.1:";
    said_ = program_.output_with(before_port, start_seconds_max);
    port_ = static_cast<std::uint16_t>(std::stoi(said_.substr(said_.find(before_port) + before_port.size())));
}

std::string ServedProgram::origin() const { return fmt::format("http://127.0.0.1:{}", port_); }

std::string ServedProgram::sign_in(std::string_view login, std::string_view password) const {
    auto const headers = fmt::format("Origin: {}\r\nContent-Type: application/json\r\n", origin());
    auto const body = fmt::format(R"({{"login":"{}","password":"{}"}})", login, password);
    auto const answer = ask(port_, "POST", "/api/v1/session", headers, body);
    constexpr std::string_view name = "Set-Cookie: ";
    auto const at = answer.head.find(name);
    if (answer.status != 200 || at == std::string::npos) {
        throw std::runtime_error(fmt::format("nobody could sign in: {} {}", answer.status, answer.body));
    }
    auto const start = at + name.size();
    return answer.head.substr(start, answer.head.find(';', start) - start);
}

std::vector<std::string> serve_command_line(std::string const& program, BenchDatabase const& database) {
    return {program,    "serve",      "--db", database.address(), "--connections", std::to_string(postgres_connections),
            "--listen", "127.0.0.1:0"};
}

std::string give_password(OpenProgram& program, GeneratedProgram const& generated, std::int64_t staff) {
    SystemRandomness randomness;
    Passwords passwords(randomness);
    auto const account = generated.account(staff);
    auto const reset =
        reset_password(program.permit(), program.organization(), passwords,
                       {.id = account.id, .version = account.version, .password = {}, .must_change_password = false},
                       fmt::format("password of {}", account.login));
    if (!reset) throw std::runtime_error(to_string(reset.error()));
    return reset->generated_password.value();
}

}  // namespace cairn::bench
