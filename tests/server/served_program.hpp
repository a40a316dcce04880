// The built program as an operator starts it: commands that end, and `cairn serve` on a free port.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/temporary_folder.hpp"

namespace cairn {

struct Ended {
    int exit_code = -1;  // -1 when a signal ended it
    std::string out;
    std::string err;
};

// The program named by CAIRN_PROGRAM, or build/cairn, with these arguments and this standard input.
Ended run_program(std::vector<std::string> const& arguments, std::string const& input = "");

// A server; ended with the object.
class ServedProgram {
public:
    // `cairn serve` with these arguments and --listen 127.0.0.1:0, unless they say otherwise. Waits until it listens;
    // throws with what it said when it does not.
    explicit ServedProgram(std::vector<std::string> arguments);
    ServedProgram(ServedProgram const&) = delete;
    ServedProgram& operator=(ServedProgram const&) = delete;
    ~ServedProgram();

    std::string const& url() const { return url_; }  // "http://127.0.0.1:43210"
    std::uint16_t port() const { return port_; }
    void signal(int number) const;
    // SIGTERM, and its exit code; -1 when a signal ended it.
    int stop();
    int wait();
    std::string log() const;  // standard error so far

private:
    TemporaryFolder folder_;
    pid_t child_ = -1;
    std::string url_;
    std::uint16_t port_ = 0;
};

}  // namespace cairn
