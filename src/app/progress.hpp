// Progress of long work on standard error: a bar on a terminal, plain lines otherwise.
#pragma once

#include <cstdint>
#include <string>

#include "app/commands.hpp"

namespace cairn {

class Progress {
public:
    explicit Progress(Terminal& terminal) : terminal_(terminal) {}

    void start(std::string title, std::uint64_t total);  // 0: not known yet
    void set_total(std::uint64_t total) { total_ = total; }
    void advance(std::uint64_t done, std::string const& detail = "");
    void finish(std::string const& detail = "");

private:
    void draw(int percent, std::string const& detail);

    Terminal& terminal_;
    std::string title_;
    std::uint64_t total_ = 0;
    int shown_percent_ = -1;
};

}  // namespace cairn
