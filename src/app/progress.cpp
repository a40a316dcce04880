#include "app/progress.hpp"

#include <algorithm>
#include <ostream>

namespace cairn {
namespace {

constexpr int bar_cells = 30;
constexpr int line_every_percent = 25;

}  // namespace

void Progress::start(std::string title, std::uint64_t total) {
    title_ = std::move(title);
    total_ = total;
    shown_percent_ = -1;
    draw(0, "");
}

void Progress::advance(std::uint64_t done, std::string const& detail) {
    auto const share = total_ == 0 ? 0 : std::min<std::uint64_t>(99, done * 100 / total_);
    draw(static_cast<int>(share), detail);
}

void Progress::finish(std::string const& detail) {
    draw(100, detail);
    if (terminal_.interactive) terminal_.err << '\n' << std::flush;
}

void Progress::draw(int percent, std::string const& detail) {
    if (!terminal_.interactive) {
        bool const worth_a_line =
            shown_percent_ < 0 || percent == 100 || percent >= shown_percent_ + line_every_percent;
        if (!worth_a_line || percent == shown_percent_) return;
        shown_percent_ = percent;
        terminal_.err << title_ << ": " << percent << " %" << (detail.empty() ? "" : ", " + detail) << '\n'
                      << std::flush;
        return;
    }
    auto const filled = percent * bar_cells / 100;
    std::string bar;
    for (int cell = 0; cell < bar_cells; ++cell) bar += cell < filled ? "█" : "░";
    terminal_.err << '\r' << title_ << "  " << bar << ' ' << percent << " %  " << detail << "\x1b[K" << std::flush;
    shown_percent_ = percent;
}

}  // namespace cairn
