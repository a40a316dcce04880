// `cairn serve` on a database, as its users have it: a process of its own, on a port of this machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "databases.hpp"
#include "process.hpp"

namespace cairn::bench {

struct Answer {
    int status = 0;  // 0 when there was none
    std::string head{};
    std::string body{};
};

// One request on a connection of its own. `headers` are whole lines that end in CR LF.
Answer ask(std::uint16_t port, std::string_view method, std::string_view target, std::string_view headers = {},
           std::string_view body = {});

class ServedProgram {
public:
    // The command of a program that serves on 127.0.0.1:0 and says where.
    explicit ServedProgram(std::vector<std::string> const& command);

    std::uint16_t port() const { return port_; }
    std::string origin() const;
    std::string const& said() const { return said_; }  // everything on standard output until it served
    std::int64_t resident_bytes() const { return program_.resident_bytes(); }
    std::int64_t peak_bytes() const { return program_.peak_bytes(); }
    void stop() { program_.stop(); }

    // Throws when the two are not let in. Gives the cookie, "cairn=…".
    std::string sign_in(std::string_view login, std::string_view password) const;

private:
    BackgroundProgram program_;
    std::string said_;
    std::uint16_t port_ = 0;
};

std::vector<std::string> serve_command_line(std::string const& program, BenchDatabase const& database);

// Gives the account of that member of the generated staff a password and answers with it.
std::string give_password(OpenProgram& program, GeneratedProgram const& generated, std::int64_t staff);

}  // namespace cairn::bench
