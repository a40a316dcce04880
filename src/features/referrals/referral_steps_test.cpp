#include <gtest/gtest.h>

#include <map>
#include <set>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

using enum ReferralStatus;

constexpr std::array every_status{received, assigned,    reaching_out, enrolled,
                                  declined, unreachable, ineligible,   duplicate};

// Domain §2, spelled out once more so that a slip in the table shows.
std::map<ReferralStatus, std::set<ReferralStatus>> const legal{
    {received, {assigned, enrolled, declined, ineligible, duplicate}},
    {assigned, {reaching_out, enrolled, declined, ineligible}},
    {reaching_out, {enrolled, declined, unreachable}},
    {unreachable, {reaching_out}},
    {declined, {reaching_out}},
};

TEST(ReferralSteps, EveryPairOfStatesIsLegalOrRefusedAsTheProgramSays) {
    for (auto const from : every_status) {
        for (auto const to : every_status) {
            auto const step = check_step(from, to);
            bool const expected = legal.contains(from) && legal.at(from).contains(to);
            EXPECT_EQ(step.has_value(), expected) << to_string(from) << " -> " << to_string(to);
            EXPECT_TRUE(step || step.error().code == ErrorCode::illegal_transition);
        }
    }
}

TEST(ReferralSteps, ARefusalNamesWhatIsPossible) {
    EXPECT_EQ(check_step(received, unreachable).error().message,
              "A referral that is received cannot become unreachable; it can become assigned, enrolled, declined, "
              "ineligible, duplicate.");
    EXPECT_EQ(check_step(reaching_out, assigned).error().message,
              "A referral that is reaching out cannot become assigned; it can become enrolled, declined, unreachable.");
    EXPECT_EQ(check_step(declined, enrolled).error().message,
              "A referral that is declined cannot become enrolled; it can become reaching out.");
    EXPECT_EQ(check_step(enrolled, declined).error().message,
              "A referral that is enrolled cannot become declined; it stays what it is.");
}

TEST(ReferralSteps, WhatHasNotBeenDecidedIsOpen) {
    for (auto const status : every_status) {
        EXPECT_EQ(is_open(status), status == received || status == assigned || status == reaching_out);
    }
}

}  // namespace
}  // namespace cairn
