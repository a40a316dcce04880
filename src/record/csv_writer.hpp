// Writes CSV (RFC 4180; rows end with LF) that a spreadsheet program opens without running anything.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cairn {

// Appends one row with its line end, cells guarded (`needs_guard` of csv_reader.hpp says which) and quoted where
// needed.
void append_csv_row(std::string& out, std::span<std::string_view const> cells);
void append_csv_row(std::string& out, std::span<std::string const> cells);

// A new CSV file that only its owner can read (mode 0600). Throws std::system_error when writing fails.
class CsvFile {
public:
    // Refuses (already_exists, unavailable) when the file is there or cannot be made.
    static Result<CsvFile> create(std::filesystem::path const& path);

    void write_row(std::span<std::string_view const> cells);
    void write_row(std::span<std::string const> cells);
    // Writes what is held back and makes it durable. Without it the file may be incomplete.
    void finish();

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    explicit CsvFile(std::unique_ptr<std::FILE, Close> file) : file_(std::move(file)) {}
    void write_if_large();
    void write_held();

    std::unique_ptr<std::FILE, Close> file_;
    std::string held_;
};

}  // namespace cairn
