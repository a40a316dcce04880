#include "store/postgres_database.hpp"
#include "store/sqlite_database.hpp"

namespace cairn {

Result<std::unique_ptr<Database>> open_database(std::string const& address, Clock const& clock, Randomness& randomness,
                                                OpenOptions const& options) {
    constexpr std::string_view sqlite = "sqlite:";
    if (address.starts_with(sqlite) && address.size() > sqlite.size()) {
        return std::unique_ptr<Database>(
            std::make_unique<SqliteDatabase>(address.substr(sqlite.size()), clock, randomness, options));
    }
    if (address.starts_with("postgresql://") || address.starts_with("postgres://")) {
        return std::unique_ptr<Database>(std::make_unique<PostgresDatabase>(address, clock, randomness, options));
    }
    return invalid("db", "address", "A database is named sqlite:PATH or postgresql://HOST/NAME.");
}

}  // namespace cairn
