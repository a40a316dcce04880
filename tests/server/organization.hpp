// An organization in a folder of its own, with accounts, as an operator makes it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "base/temporary_folder.hpp"
#include "browser.hpp"
#include "served_program.hpp"
#include "store/testing.hpp"

namespace cairn {

inline constexpr char const* test_password = "a few plain words in a row";

class TestOrganization {
public:
    explicit TestOrganization(Engine engine = Engine::sqlite) : database_(engine, false) {
        database_.close();
        EXPECT_EQ(run_program({"migrate", "--db", address()}).exit_code, 0);
    }

    std::string const& address() const { return database_.address(); }
    std::filesystem::path const& folder() const { return folder_.path(); }

    void add_user(std::string const& login, std::string const& role) const {
        auto const added = run_program(
            {"user", "add", "A " + role, "--login", login, "--role", role, "--keep-password", "--db", address()},
            std::string(test_password) + '\n');
        EXPECT_EQ(added.exit_code, 0) << added.err;
    }
    // Members of staff without an account.
    void import_staff(int count) const {
        std::string rows = "id,display_name,role\n";
        for (int i = 0; i < count; ++i) rows += 's' + std::to_string(i) + ",Peer " + std::to_string(i) + ",peer\n";
        import_files("staff.csv", rows);
    }
    void import_files(std::string const& name, std::string const& rows) const {
        TemporaryFolder const folder;
        std::ofstream(folder.path() / name) << rows;
        auto const imported = run_program({"import", folder.path().string(), "--db", address()});
        EXPECT_EQ(imported.exit_code, 0) << imported.err;
    }

private:
    TestDatabase database_;
    TemporaryFolder folder_;
};

inline Answer sign_in(Browser& browser, std::string const& login, std::string const& base = "/api/v1") {
    return browser.post(base + "/session",
                        "{\"login\":\"" + login + "\",\"password\":\"" + std::string(test_password) + "\"}");
}

}  // namespace cairn
