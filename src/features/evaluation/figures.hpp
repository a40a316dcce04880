// The shapes that a metric's figures take. What does not exist has no value and says why in `reason`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "features/evaluation/grouping.hpp"
#include "features/evaluation/statistics/kaplan_meier.hpp"
#include "features/evaluation/statistics/survival_reading.hpp"

namespace cairn::evaluation {

// numerator / denominator, with Wilson limits where the denominator counts independent things.
struct Share {
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::optional<double> value{};
    std::optional<double> lower{};
    std::optional<double> upper{};
};

Share share_with_limits(std::int64_t numerator, std::int64_t denominator);

// A share of something that comes in amounts, such as minutes: no limits.
struct AmountShare {
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::optional<double> value{};
};

struct Count {
    std::int64_t count = 0;
    std::int64_t days = 0;  // of the calendar year inside the period
};

struct Enrolment {
    Share all{};
    std::int64_t open = 0;
    Share within_30_days{};
};

struct MonthlyCoverage {
    std::vector<Share> months;  // element 0 is month 1
};

// Quartiles of `n` values (R type 7); `numerator` of `denominator` have a value.
struct Quartiles {
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::int64_t n = 0;
    std::optional<double> q1{};
    std::optional<double> median{};
    std::optional<double> q3{};
};

Quartiles quartiles_of(std::vector<std::int32_t> values, std::int64_t denominator);

struct Caseload {
    Quartiles quartiles{};  // n peers; numerator: active episodes with a peer; denominator: peers
    std::optional<std::int32_t> min{};
    std::optional<std::int32_t> max{};
    std::int64_t without_peer = 0;
};

struct Retention {
    std::int64_t n = 0;
    std::int64_t events = 0;
    statistics::SurvivalQuantile median{};
    std::vector<statistics::SurvivalAt> survival_at{};
    std::vector<statistics::SurvivalStep> curve{};
};

// Incidence of each way a referral can go on by a day since it was received.
struct IncidenceAt {
    std::int32_t day = 0;
    std::int64_t at_risk = 0;  // followed to this day without any of the three
    std::optional<double> first_contact{};
    std::optional<double> declined{};
    std::optional<double> ineligible{};
};

struct FirstContact {
    Quartiles quartiles{};  // times at which the incidence reaches 1/4, 1/2, 3/4; n referrals
    std::vector<IncidenceAt> incidence_at{};
};

using Figures =
    std::variant<Share, AmountShare, Count, Enrolment, MonthlyCoverage, Quartiles, Caseload, Retention, FirstContact>;

struct Group {
    Labels by{};  // the dimensions asked for, then perhaps ("category", value)
    Figures figures{};
    std::string reason{};  // why the group's main value does not exist; empty when it does
};

}  // namespace cairn::evaluation
