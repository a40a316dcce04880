// An organization with something in every table, and somebody who changes the database behind the program's back.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "features/program/program.hpp"
#include "store/testing.hpp"
#include "store/verify.hpp"

namespace cairn {

struct Staff;
struct Site;
struct Participant;

// Who a contact can be logged for.
struct People {
    Id<Site> site{};
    Id<Staff> peer{};
    std::vector<Id<Participant>> participants{};
};

// Registers a site, a peer and so many participants.
People register_people(Organization& organization, Permit const& permit, int participants);

// The same, and at least one record of every type; participants and one contact come in by import, with outside keys.
void fill_every_table(Organization& organization, Permit const& permit);

// What somebody does who has the database's password, or its file: no foreign key stops them.
void break_into(std::string const& address, std::string const& sql);

std::string listed(VerifyReport const& report);
bool names(VerifyReport const& report, std::string_view table, std::string_view id);

// A filled organization on the engine under test.
class WholeProgramTest : public StoreTest {
protected:
    WholeProgramTest();

    Organization& organization() { return organization_; }
    Permit const& permit() const { return permit_; }
    std::filesystem::path anchors() { return store().folder() / "anchors"; }
    void anchor();
    VerifyReport report();
    void tamper(std::string const& sql) { break_into(store().address(), sql); }
    std::string cell(std::string const& sql);
    std::int64_t number(std::string const& sql);

private:
    Organization organization_;
    Permit permit_ = authorize_operator("test");
};

}  // namespace cairn
