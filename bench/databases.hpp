// Databases that live as long as one measurement.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/wire.hpp"
#include "base/temporary_folder.hpp"
#include "generated_program.hpp"
#include "store/database.hpp"

namespace cairn::bench {

// The engines that can be measured here: PostgreSQL when CAIRN_TEST_POSTGRES names a cluster.
bool has_postgres();
std::string_view name_of(Engine engine);  // "SQLite", "PostgreSQL"

Date present_day();  // where the generated program lies

// A place for one database, with nothing in it yet; dropped with the object.
class BenchDatabase {
public:
    explicit BenchDatabase(Engine engine);
    BenchDatabase(BenchDatabase const&) = delete;
    BenchDatabase& operator=(BenchDatabase const&) = delete;
    ~BenchDatabase();

    Engine engine() const { return engine_; }
    std::string const& address() const { return address_; }
    std::string path() const;  // of the SQLite file

    std::string ask(std::string const& sql) const;  // the one cell of the answer, as text

    void make_tables();  // Cairn's migrations, and nothing in the tables
    // Straight into the tables: no journal, no receipts. Records come table by table, each after those it names.
    using Records = std::function<void(GeneratedProgram::Visit const& visit)>;
    void fill(Records const& records) const;
    void fill(GeneratedProgram const& program) const;

private:
    TemporaryFolder folder_;
    Engine engine_;
    std::string name_;  // of the PostgreSQL database
    std::string address_;
};

// Cairn's services on a database, as the program opens it.
class OpenProgram {
public:
    explicit OpenProgram(BenchDatabase const& database, int connections);

    Organization& organization() { return workplace_->organization(); }
    Permit const& permit() const { return workplace_->permit(); }

private:
    Config config_;
    std::unique_ptr<Workplace> workplace_;
};

}  // namespace cairn::bench
