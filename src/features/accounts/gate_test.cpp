// The gate with real accounts: who comes in, for how long, and what ends it.
#include <gtest/gtest.h>

#include <thread>

#include "access/demonstration_mark.hpp"
#include "features/accounts/testing.hpp"

namespace cairn {
namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;

class GateTest : public AccountTest {
protected:
    bool enters(std::string const& token) { return gate_.enter(token).has_value(); }
    // Uses the session every so often, so that it does not become idle.
    bool stays_in_use(std::string const& token, std::int64_t seconds) {
        constexpr std::int64_t step = 20 * minute;
        for (auto left = seconds; left > 0; left -= step) {
            wait(std::min(step, left));
            if (!enters(token)) return false;
        }
        return true;
    }
    std::string refused(std::string_view login, std::string_view password = test_password) {
        auto const before = passwords_.computed();
        auto const session = sign_in(login, password, "address of " + std::string(login));
        EXPECT_FALSE(session);
        EXPECT_EQ(passwords_.computed(), before + 1) << "each answer costs one hashing";
        if (session) return {};
        return std::string(info(session.error().code).name) + to_string(session.error()) + session.error().details_json;
    }
    void leave(Person const& person, std::string const& last_day) {
        auto staff = *stored(person.staff_id);
        staff.ended_on = Date::parse(last_day).value();
        edit_staff(permit(), organization(), staff, key()).value();
    }
};
INSTANTIATE_STORE_TESTS(GateTest);

TEST_P(GateTest, LetsInWhoHasTheLoginAndThePasswordWithTheirRole) {
    auto const ana = a_person("Ana.Gomez", Role::supervisor);
    auto const session = sign_in("  ANA.GÓMEZ ");
    ASSERT_TRUE(session);
    auto const permit = gate_.enter(session->token);
    ASSERT_TRUE(permit);
    EXPECT_EQ(permit->actor(), to_string(ana.account_id));
    EXPECT_EQ(permit->staff_id(), to_string(ana.staff_id));
    EXPECT_EQ(permit->role(), Role::supervisor);
    EXPECT_TRUE(permit->allows(Permission::assign));
    EXPECT_FALSE(permit->allows(Permission::manage_accounts));
    EXPECT_EQ(to_string(permit->today()), "2026-11-02");
}

TEST_P(GateTest, TodayIsTheHoldersOwnDay) {
    a_person("ana");
    store().clock().set(Instant::parse("2026-11-03T03:00:00Z").value());
    EXPECT_EQ(to_string(gate_.enter(token_of("ana"))->today()), "2026-11-02");
}

TEST_P(GateTest, UnknownWrongDisabledAndEndedGetOneAnswerAtOneCost) {
    a_person("ana");
    auto const closed = a_person("closed");
    disable_account(permit(), organization(), seen(closed), key()).value();
    leave(a_person("gone"), "2026-11-01");
    auto const wrong = refused("ana", "not the password");
    EXPECT_FALSE(wrong.empty());
    EXPECT_EQ(refused("nobody"), wrong);
    EXPECT_EQ(refused("closed"), wrong);
    EXPECT_EQ(refused("closed", "not the password"), wrong);
    EXPECT_EQ(refused("gone"), wrong);
    EXPECT_EQ(refused(""), wrong);
    EXPECT_EQ(refused("ana", ""), wrong);
    EXPECT_EQ(refused("nobody", std::string(5000, 'x')), wrong);
}

TEST_P(GateTest, ADemonstrationsAccountsComeInFromThisMachineOnly) {
    a_person("ana");
    EXPECT_TRUE(sign_in("ana"));
    mark_as_demonstration(database());
    Gate gate{database(), passwords_, store().clock(), store().randomness()};
    for (auto const* here : {"127.0.0.1", "::1"}) EXPECT_TRUE(gate.sign_in("ana", test_password, here)) << here;
    for (auto const* elsewhere : {"192.0.2.1", "2001:db8::1", "10.0.0.7"}) {
        auto const right = gate.sign_in("ana", test_password, elsewhere);
        auto const wrong = gate.sign_in("ana", "not the password", elsewhere);
        ASSERT_FALSE(right) << elsewhere;
        EXPECT_EQ(to_string(right.error()), to_string(wrong.error())) << "nothing tells that it is the right one";
    }
}

TEST_P(GateTest, OnTheLastDayOneStillComesIn) {
    leave(a_person("ana"), "2026-11-02");
    auto const token = token_of("ana");
    EXPECT_TRUE(enters(token));
    EXPECT_TRUE(stays_in_use(token, 11 * hour));  // 18:00 in New York
    store().clock().set(Instant::parse("2026-11-03T05:00:00Z").value());
    EXPECT_FALSE(enters(token));
    EXPECT_FALSE(sign_in("ana"));
}

TEST_P(GateTest, OnlyTheDigestOfATokenIsKept) {
    a_person("ana");
    auto const token = token_of("ana");
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    Bytes kept;
    database().read([&](Reader& reader) {
        reader.each({"SELECT token_digest FROM session LIMIT 1"}, [&](Row const& row) {
            kept = row.bytes(0);
            return false;
        });
    });
    auto const digest = digest_of(token);
    EXPECT_EQ(kept, Bytes(digest.begin(), digest.end()));
}

TEST_P(GateTest, ForgedTokensAreUnknown) {
    a_person("ana");
    auto const token = token_of("ana");
    auto altered = token;
    altered[5] = altered[5] == 'A' ? 'B' : 'A';
    for (auto const& forged : {altered, std::string(), token + "=", token.substr(1), std::string(43, 'A'),
                               std::string(43, '\0'), std::string(100'000, 'A'), std::string("' OR '1'='1")}) {
        auto const refused = gate_.enter(forged);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
    }
    EXPECT_TRUE(enters(token));
}

TEST_P(GateTest, ASessionEndsAfterHalfAnHourOfNothing) {
    a_person("ana");
    auto const token = token_of("ana");
    wait(29 * minute + 59);
    EXPECT_TRUE(enters(token));
    wait(29 * minute + 59);
    EXPECT_TRUE(enters(token));
    wait(30 * minute);
    EXPECT_FALSE(enters(token));
}

TEST_P(GateTest, ASessionEndsAfterTwelveHoursHoweverMuchItIsUsed) {
    a_person("ana");
    auto const token = token_of("ana");
    EXPECT_TRUE(stays_in_use(token, 12 * hour - 1));
    wait(1);
    EXPECT_FALSE(enters(token));
}

TEST_P(GateTest, TheNamedSettingsDecide) {
    a_person("ana");
    Gate strict(database(), passwords_, store().clock(), store().randomness(), {.idle_minutes = 5, .hours = 1});
    auto const token = strict.sign_in("ana", test_password, "192.0.2.1")->token;
    wait(5 * minute - 1);
    EXPECT_TRUE(strict.enter(token));
    wait(5 * minute);
    EXPECT_FALSE(strict.enter(token));
    auto const another = strict.sign_in("ana", test_password, "192.0.2.1")->token;
    for (int i = 0; i < 14; ++i) {
        wait(4 * minute);
        EXPECT_TRUE(strict.enter(another));
    }
    wait(4 * minute);
    EXPECT_FALSE(strict.enter(another));
}

TEST_P(GateTest, WhenItWasLastSeenIsWrittenOnceAMinute) {
    a_person("ana");
    auto const token = token_of("ana");
    auto const written = [&] {
        std::string at;
        database().read(
            [&](Reader& reader) { at = reader.text({"SELECT last_seen_at FROM session LIMIT 1"}).value(); });
        return at;
    };
    auto const first = written();
    wait(59);
    EXPECT_TRUE(enters(token));
    EXPECT_EQ(written(), first);
    wait(1);
    EXPECT_TRUE(enters(token));
    EXPECT_EQ(written(), to_string(store().clock().now()));
}

TEST_P(GateTest, SigningOutEndsTheSessionAtOnceAndNoOther) {
    a_person("ana");
    auto const one = token_of("ana");
    auto const other = token_of("ana");
    EXPECT_TRUE(enters(one));
    gate_.sign_out(one);
    EXPECT_FALSE(enters(one));
    EXPECT_TRUE(enters(other));
    gate_.sign_out(one);
    gate_.sign_out("nonsense");
}

TEST_P(GateTest, SigningOutEverywhereEndsAllOfTheAccountAndNobodyElses) {
    auto const ana = a_person("ana");
    a_person("ben");
    std::vector<std::string> const tokens{token_of("ana"), token_of("ana"), token_of("ana")};
    auto const bens = token_of("ben");
    for (auto const& token : tokens) EXPECT_TRUE(enters(token));
    gate_.sign_out_everywhere(to_string(ana.account_id));
    for (auto const& token : tokens) EXPECT_FALSE(enters(token));
    EXPECT_TRUE(enters(bens));
}

// A second gate stands for another process on the same database.
TEST_P(GateTest, WhatAnotherProcessEndsIsOverWithinASecond) {
    auto const ana = a_person("ana");
    Gate other(database(), passwords_, store().clock(), store().randomness());
    auto const end_by = [&](std::function<void()> const& act) {
        auto const token = token_of("ana");
        EXPECT_TRUE(enters(token));
        act();
        wait(1);
        EXPECT_FALSE(enters(token));
    };
    end_by([&] { other.sign_out_everywhere(to_string(ana.account_id)); });
    end_by([&] {
        reset_password(permit(), organization(), passwords_,
                       {.id = ana.account_id, .version = 1, .password = std::string(test_password)}, key())
            .value();
    });
    end_by([&] { disable_account(permit(), organization(), seen(ana), key()).value(); });
}

TEST_P(GateTest, AnAccountThatIsOpenedAgainHasNoSessions) {
    auto const ana = a_person("ana");
    auto const token = token_of("ana");
    disable_account(permit(), organization(), seen(ana), key()).value();
    enable_account(permit(), organization(), seen(ana), key()).value();
    wait(1);
    EXPECT_FALSE(enters(token));
    EXPECT_TRUE(sign_in("ana"));
}

TEST_P(GateTest, AnotherRoleIsEffectiveWithinASecond) {
    auto const ana = a_person("ana", Role::manager);
    auto const token = token_of("ana");
    EXPECT_TRUE(gate_.enter(token)->sees_everyone());
    auto staff = *stored(ana.staff_id);
    staff.role = Role::peer;
    edit_staff(permit(), organization(), staff, key()).value();
    wait(1);
    EXPECT_FALSE(gate_.enter(token)->sees_everyone());
}

TEST_P(GateTest, WithAPasswordOfSomebodyElsesNothingIsPermitted) {
    a_person("ana", Role::manager, true);
    auto const permit = gate_.enter(token_of("ana")).value();
    for (std::size_t i = 0; i < static_cast<std::size_t>(Permission::count_of_permissions); ++i) {
        EXPECT_FALSE(permit.allows(static_cast<Permission>(i)));
    }
    EXPECT_FALSE(permit.require_own_password());
}

TEST_P(GateTest, TriesAreLimitedByLoginWhetherItExistsOrNot) {
    a_person("ana");
    for (std::string const login : {"ana", "nobody"}) {
        for (int i = 0; i < tries_per_login.tries; ++i) {
            EXPECT_EQ(sign_in(login, "wrong password", "a" + std::to_string(i)).error().code,
                      ErrorCode::unauthenticated);
        }
        auto const before = passwords_.computed();
        auto const limited = sign_in(login, test_password, "another address");
        ASSERT_FALSE(limited);
        EXPECT_EQ(limited.error().code, ErrorCode::rate_limited);
        EXPECT_EQ(limited.error().details_json, R"({"retry_after_seconds":90})");
        EXPECT_EQ(passwords_.computed(), before);
    }
    wait(90);
    EXPECT_TRUE(sign_in("ana", test_password));
}

TEST_P(GateTest, TriesAreLimitedByAddress) {
    a_person("ana");
    for (int i = 0; i < tries_per_address.tries; ++i) {
        EXPECT_EQ(sign_in("login" + std::to_string(i), "wrong password", "2001:db8::" + std::to_string(i)).error().code,
                  ErrorCode::unauthenticated);
    }
    EXPECT_EQ(sign_in("ana", test_password, "2001:db8::1").error().code, ErrorCode::rate_limited);
    EXPECT_TRUE(sign_in("ana", test_password, "2001:db8:1::1"));
}

TEST_P(GateTest, SigningInRightlyIsNoTry) {
    a_person("ana");
    for (int i = 0; i < tries_per_address.tries + 5; ++i) EXPECT_TRUE(sign_in("ana"));
}

TEST_P(GateTest, AnAccountHasANamedNumberOfSessionsAndExpiredOnesAreCleared) {
    a_person("ana");
    auto const first = token_of("ana");
    for (std::size_t i = 0; i < sessions_per_account_max; ++i) {
        wait(1);
        token_of("ana");
    }
    EXPECT_EQ(count("SELECT count(*) FROM session"), static_cast<std::int64_t>(sessions_per_account_max));
    EXPECT_FALSE(enters(first));
    wait(13 * hour);
    token_of("ana");
    EXPECT_EQ(count("SELECT count(*) FROM session"), 1);
}

TEST_P(GateTest, ManyWhoComeInWhileSomebodySignsOutEverywhereAreAllOut) {
    auto const ana = a_person("ana");
    for (int round = 0; round < 5; ++round) {
        auto const token = token_of("ana");
        std::atomic<bool> out{false};
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i) {
                threads.emplace_back([&] {
                    for (int n = 0; n < 50 || !out; ++n) (void)gate_.enter(token);
                });
            }
            gate_.sign_out_everywhere(to_string(ana.account_id));
            EXPECT_FALSE(enters(token)) << "the clock stands still: nothing may be remembered from before";
            out = true;
        }
        EXPECT_FALSE(enters(token));
    }
}

}  // namespace
}  // namespace cairn
