// The states of a referral as data (referral.hpp), and the sentence that names what may follow.
#include <algorithm>

#include "base/text.hpp"
#include "features/referrals/referral.hpp"

namespace cairn {
namespace {

std::string in_words(ReferralStatus status) {
    std::string words(to_string(status));
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

Error illegal_step(ReferralStatus from, ReferralStatus to) {
    std::vector<std::string> allowed;
    for (auto const& step : referral_steps) {
        if (step.from == from) allowed.push_back(in_words(step.to));
    }
    auto message = "A referral that is " + in_words(from) + " cannot become " + in_words(to) + "; ";
    message += allowed.empty() ? "it stays what it is." : "it can become " + join(allowed, ", ") + ".";
    return Error{ErrorCode::illegal_transition, std::move(message)};
}

}  // namespace

bool is_open(ReferralStatus status) {
    return status == ReferralStatus::received || status == ReferralStatus::assigned ||
           status == ReferralStatus::reaching_out;
}

Result<void> check_step(ReferralStatus from, ReferralStatus to) {
    bool const legal = std::any_of(referral_steps.begin(), referral_steps.end(),
                                   [&](auto const& step) { return step.from == from && step.to == to; });
    if (legal) return {};
    return illegal_step(from, to);
}

}  // namespace cairn
