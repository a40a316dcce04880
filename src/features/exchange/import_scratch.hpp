// What an import must remember about the rows it has read, kept on disk so that memory does not grow with the file.
//
// A temporary SQLite database that the system removes when it is closed. Keys are there only as keyed digests. A dry
// run also keeps the records that it would have written, because later rows refer to them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "record/record_type.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace cairn {

class ImportScratch {
public:
    // The ids only lend their chance: they key the digests.
    explicit ImportScratch(IdSource& ids);
    ~ImportScratch();
    ImportScratch(ImportScratch const&) = delete;
    ImportScratch& operator=(ImportScratch const&) = delete;

    struct Place {
        std::size_t task = 0;
        std::uint64_t line = 0;
    };
    struct Earlier {
        Place place{};
        bool same_content = false;
    };
    // Notes that a row with this key was read. Returns the row that had the same key before, if one had.
    std::optional<Earlier> remember(std::string_view record_type, std::string_view key, Digest const& content,
                                    Place place);

    // For a dry run: a record that would have been written, found again by its key and by its id.
    void keep(RecordType const& type, std::string_view key, std::string_view id, void const* record);
    std::optional<std::string> id_of(std::string_view record_type, std::string_view key);
    bool find(RecordType const& type, std::string_view id, void* record);

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    using StatementPtr = std::unique_ptr<sqlite3_stmt, Finalize>;

    void run(char const* sql);
    StatementPtr prepare(char const* sql);
    Bytes key_digest(std::string_view record_type, std::string_view key) const;
    bool step(sqlite3_stmt* statement);

    Bytes digest_key_;
    std::unique_ptr<sqlite3, Close> database_;
    StatementPtr insert_row_;
    StatementPtr select_row_;
    StatementPtr insert_record_;
    StatementPtr select_id_;
    StatementPtr select_record_;
};

}  // namespace cairn
