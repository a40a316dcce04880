// The states of an episode as data (episode.hpp), and the sentence that names what may follow.
#include <algorithm>

#include "base/text.hpp"
#include "features/episodes/episode.hpp"

namespace cairn {
namespace {

std::string in_words(EpisodeStatus status) { return std::string(to_string(status)); }

Error illegal_step(EpisodeStatus from, EpisodeStatus to) {
    std::vector<std::string> allowed;
    for (auto const& step : episode_steps) {
        if (step.from == from) allowed.push_back(in_words(step.to));
    }
    auto message = "An episode that is " + in_words(from) + " cannot become " + in_words(to) + "; ";
    message += allowed.empty() ? "its end is final, unless the end is corrected."
                               : "it can become " + join(allowed, ", ") + ".";
    return Error{ErrorCode::illegal_transition, std::move(message)};
}

}  // namespace

bool is_open(EpisodeStatus status) { return status == EpisodeStatus::active || status == EpisodeStatus::paused; }

EpisodeStatus status_of(EndReason reason) {
    switch (reason) {
    case EndReason::completed: return EpisodeStatus::completed;
    case EndReason::disengaged: return EpisodeStatus::disengaged;
    case EndReason::withdrew: return EpisodeStatus::withdrew;
    case EndReason::transferred: return EpisodeStatus::transferred;
    case EndReason::incarcerated: return EpisodeStatus::incarcerated;
    case EndReason::deceased: break;
    }
    return EpisodeStatus::deceased;
}

Result<void> check_step(EpisodeStatus from, EpisodeStatus to) {
    bool const legal = std::any_of(episode_steps.begin(), episode_steps.end(),
                                   [&](auto const& step) { return step.from == from && step.to == to; });
    if (legal) return {};
    return illegal_step(from, to);
}

}  // namespace cairn
