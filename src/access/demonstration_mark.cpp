#include "access/demonstration_mark.hpp"

namespace cairn {
namespace {

constexpr std::string_view mark_name = "demonstration";

}  // namespace

void mark_as_demonstration(Database& database) {
    database.maintain([](Maintenance& session) {
        session.execute({"INSERT INTO server_key (name, key) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                         {std::string(mark_name), Bytes{1}}});
    });
}

bool is_demonstration(Database& database) {
    bool marked = false;
    database.read([&](Reader& reader) {
        marked = reader.integer({"SELECT 1 FROM server_key WHERE name = $1", {std::string(mark_name)}}).has_value();
    });
    return marked;
}

bool is_this_machine(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

}  // namespace cairn
