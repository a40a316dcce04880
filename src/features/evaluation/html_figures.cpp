#include "features/evaluation/html_figures.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "features/evaluation/charts.hpp"
#include "features/evaluation/html_text.hpp"

namespace cairn::evaluation {

namespace {

// A table that scrolls by itself when the page is narrower. The first column names the row.
class Table {
public:
    explicit Table(std::initializer_list<std::string_view> columns) {
        html_ = R"(<div class="scroll"><table><thead><tr>)";
        for (auto const column : columns) html_ += fmt::format(R"(<th scope="col">{}</th>)", escape(column));
        html_ += "</tr></thead><tbody>";
    }
    Table& row(std::string_view name) {
        if (in_row_) html_ += "</tr>";
        in_row_ = true;
        html_ += fmt::format(R"(<tr><th scope="row">{}</th>)", escape(name));
        return *this;
    }
    Table& text(std::string_view cell) { return markup(escape(cell)); }
    Table& markup(std::string_view cell) {
        html_ += fmt::format("<td>{}</td>", cell);
        return *this;
    }
    // A share with its limits, numerator and denominator below.
    Table& share(Share const& share) {
        return markup(fmt::format(R"({}<br><span class="of">{}</span>)", percent_with_limits(share),
                                  ratio(share.numerator, share.denominator)));
    }
    // Why there is no figure; beside the figures, so that a dash is never alone.
    Table& reason(std::string_view words) {
        if (!words.empty()) html_ += fmt::format(R"(<td class="none">{}</td>)", escape(words));
        return *this;
    }
    std::string take() {
        if (in_row_) html_ += "</tr>";
        return std::move(html_) + "</tbody></table></div>";
    }

private:
    std::string html_;
    bool in_row_ = false;
};

template <class Figures>
Figures const& as(Group const& group) {
    return std::get<Figures>(group.figures);
}

std::optional<double> published(Benchmark const& benchmark, std::string_view at) {
    for (BenchmarkValue const& value : benchmark.values) {
        if (value.at == at) return value.value;
    }
    return std::nullopt;
}

// The bodies below take one group's figures only to be chosen by their kind.

// A card per group, with its name; those beyond charts_max get a sentence instead.
template <class Content>
std::string cards(std::vector<Group> const& groups, Content content) {
    std::string out = R"(<div class="cards">)";
    for (std::size_t g = 0; g < std::min(groups.size(), charts_max); ++g) {
        out += fmt::format(R"(<div class="card"><h3>{}</h3>{}</div>)", escape(group_name(groups[g].by)),
                           content(groups[g]));
    }
    out += "</div>";
    if (groups.size() > charts_max) {
        out +=
            fmt::format(R"(<p class="small">Charts of the first {} of {} groups; all are in the table below, and in the
report as CSV and JSON.</p>)",
                        charts_max, groups.size());
    }
    return out;
}

std::string body(MetricReport const& computed, Enrolment const&) {
    auto const benchmark = published(computed.metric->benchmark, "");
    Table table{"Group", "Enrolled of received (95 % limits)", "", "Still open",
                "Within 30 days, of those so long ago"};
    for (Group const& group : computed.groups) {
        auto const& figures = as<Enrolment>(group);
        table.row(group_name(group.by))
            .share(figures.all)
            .markup(share_bar(figures.all.value, figures.all.lower, figures.all.upper, benchmark))
            .text(grouped(figures.open))
            .share(figures.within_30_days)
            .reason(group.reason);
    }
    return table.take() + marks_key(true, "this program, with 95 % limits below the bar");
}

std::string body(MetricReport const& computed, MonthlyCoverage const&) {
    auto const& benchmark = computed.metric->benchmark;
    std::string out = cards(computed.groups, [&](Group const& group) {
        auto const& months = as<MonthlyCoverage>(group).months;
        Table table{"Month", "With a contact (95 % limits)", "Published"};
        for (std::size_t m = 0; m < months.size(); ++m) {
            std::string const month = std::to_string(m + 1);
            table.row(month).share(months[m]).text(percent(published(benchmark, month)));
        }
        return coverage_chart(months, benchmark) + marks_key(true, "this program, with 95 % limits") + table.take();
    });
    if (computed.groups.size() <= charts_max) return out;
    Table table{"Group", "Month 1", "Month 2", "Month 3", "Month 4", "Month 5", "Month 6"};
    for (Group const& group : computed.groups) {
        table.row(group_name(group.by));
        for (Share const& month : as<MonthlyCoverage>(group).months) {
            table.text(fmt::format("{} of {}", percent(month.value), grouped(month.denominator)));
        }
    }
    return out + table.take();
}

std::string median_words(Retention const& retention, std::string const& reason) {
    std::string out =
        fmt::format("{} of {} ended before completion. ", grouped(retention.events), grouped(retention.n));
    if (!retention.median.time) return out + "No median: " + reason + ".";
    out += fmt::format("Median {} days", number(retention.median.time));
    auto const limit = [](std::optional<double> value) { return value ? number(value) : "not reached"; };
    return out + fmt::format(" (95 % limits {} to {}).", limit(retention.median.lower), limit(retention.median.upper));
}

std::string body(MetricReport const& computed, Retention const&) {
    std::string out = cards(computed.groups, [&](Group const& group) {
        auto const& figures = as<Retention>(group);
        Table table{"Day", "At risk", "Retained (95 % limits)"};
        table.row("0").text(grouped(figures.n)).text("");
        for (auto const& at : figures.survival_at) {
            table.row(std::to_string(at.time)).text(grouped(at.at_risk));
            if (at.survival) {
                table.text(percent_with_limits(at.survival, at.lower, at.upper));
            } else {
                table.reason("after the last follow-up");
            }
        }
        return retention_chart(figures) + R"(<ul class="key"><li>line: retained; band: 95 % limits</li></ul>)" +
               fmt::format(R"(<p class="small">{}</p>)", escape(median_words(figures, group.reason))) + table.take();
    });
    if (computed.groups.size() <= charts_max) return out;
    Table table{"Group", "Ended before completion", "Median days", "Day 30", "Day 90", "Day 180"};
    for (Group const& group : computed.groups) {
        auto const& figures = as<Retention>(group);
        table.row(group_name(group.by)).text(ratio(figures.events, figures.n)).text(number(figures.median.time));
        for (std::size_t const i : {0U, 2U, 5U}) table.text(percent(figures.survival_at[i].survival));
    }
    return out + table.take();
}

std::string body(MetricReport const& computed, Share const&) {
    bool const several = !computed.groups.empty() && computed.groups.front().by.size() > 1;
    bool const benchmarked = !computed.metric->benchmark.values.empty();
    Table table{several ? "Group and category" : "Category", "Share (95 % limits)", ""};
    for (Group const& group : computed.groups) {
        auto const& share = as<Share>(group);
        std::string const name = group_name(group.by);
        std::string const row = several ? name + ": " + category_of(group.by) : category_of(group.by);
        table.row(row)
            .share(share)
            .markup(share_bar(share.value, share.lower, share.upper,
                              published(computed.metric->benchmark, group.by.back().second)))
            .reason(group.reason);
    }
    return table.take() + (benchmarked ? marks_key(true, "this program, with 95 % limits below the bar") : "");
}

std::string body(MetricReport const& computed, Count const&) {
    bool const several = !computed.groups.empty() && computed.groups.front().by.size() > 1;
    std::int64_t most = 0;
    for (Group const& group : computed.groups) most = std::max(most, as<Count>(group).count);
    Table table{several ? "Group and year" : "Year", "Contacts", "", "Days of the year in the period"};
    for (Group const& group : computed.groups) {
        auto const& count = as<Count>(group);
        std::string const year = category_of(group.by);
        table.row(several ? group_name(group.by) + ": " + year : year)
            .text(grouped(count.count))
            .markup(count_bar(count.count, most))
            .text(grouped(count.days));
    }
    return table.take();
}

std::string body(MetricReport const& computed, AmountShare const&) {
    auto const benchmark = published(computed.metric->benchmark, "");
    Table table{"Group", "Share of minutes", ""};
    for (Group const& group : computed.groups) {
        auto const& figures = as<AmountShare>(group);
        table.row(group_name(group.by))
            .share({.numerator = figures.numerator, .denominator = figures.denominator, .value = figures.value})
            .markup(share_bar(figures.value, std::nullopt, std::nullopt, benchmark))
            .reason(group.reason);
    }
    return table.take() + marks_key(true, "this program");
}

Range published_range(Benchmark const& benchmark) {
    return {.least = published(benchmark, "min"),
            .q1 = published(benchmark, "q1"),
            .median = published(benchmark, "median"),
            .q3 = published(benchmark, "q3"),
            .most = published(benchmark, "max")};
}

// The scale ends at the largest value that any row shows.
double scale_end(std::vector<Range> const& rows) {
    double end = 1;
    for (Range const& row : rows) {
        for (auto const& value : {row.q3, row.most}) end = std::max(end, value.value_or(0));
    }
    return end;
}

std::string body(MetricReport const& computed, Quartiles const&) {
    Range const benchmark = published_range(computed.metric->benchmark);
    std::vector<Range> rows{benchmark};
    for (Group const& group : computed.groups) {
        auto const& figures = as<Quartiles>(group);
        rows.push_back({.q1 = figures.q1, .median = figures.median, .q3 = figures.q3});
    }
    Table table{"Group", "Median", "Quartiles", "", "Contacts with minutes"};
    for (std::size_t g = 0; g < computed.groups.size(); ++g) {
        auto const& figures = as<Quartiles>(computed.groups[g]);
        table.row(group_name(computed.groups[g].by))
            .text(number(figures.median))
            .text(number(figures.q1) + "–" + number(figures.q3))
            .markup(range_bar(rows[g + 1], benchmark, scale_end(rows)))
            .text(ratio(figures.numerator, figures.denominator))
            .reason(computed.groups[g].reason);
    }
    return table.take() +
           R"(<ul class="key"><li>upper bar: this program, quartiles and median; lower bar: as published</li></ul>)";
}

std::string body(MetricReport const& computed, Caseload const&) {
    Range const benchmark = published_range(computed.metric->benchmark);
    std::vector<Range> rows{benchmark};
    for (Group const& group : computed.groups) {
        auto const& figures = as<Caseload>(group);
        rows.push_back({.least = figures.min,
                        .q1 = figures.quartiles.q1,
                        .median = figures.quartiles.median,
                        .q3 = figures.quartiles.q3,
                        .most = figures.max});
    }
    Table table{"Group", "Median", "Quartiles", "Range", "", "Active episodes", "Peers", "Without a peer"};
    for (std::size_t g = 0; g < computed.groups.size(); ++g) {
        auto const& figures = as<Caseload>(computed.groups[g]);
        Range const& own = rows[g + 1];
        table.row(group_name(computed.groups[g].by))
            .text(number(own.median))
            .text(number(own.q1) + "–" + number(own.q3))
            .text(number(own.least) + "–" + number(own.most))
            .markup(range_bar(own, benchmark, scale_end(rows)))
            .text(grouped(figures.quartiles.numerator))
            .text(grouped(figures.quartiles.n))
            .text(grouped(figures.without_peer))
            .reason(computed.groups[g].reason);
    }
    return table.take() +
           R"(<ul class="key"><li>upper line: this program, range, quartiles and median; lower line: as published</li></ul>)";
}

std::string incidence_table(FirstContact const& figures) {
    Table table{"Day", "Still waiting", "First contact", "Declined", "Ineligible"};
    for (IncidenceAt const& at : figures.incidence_at) {
        table.row(std::to_string(at.day)).text(grouped(at.at_risk));
        if (!at.first_contact) {
            table.reason("after the last follow-up");
            continue;
        }
        table.text(percent(at.first_contact)).text(percent(at.declined)).text(percent(at.ineligible));
    }
    return table.take();
}

std::string body(MetricReport const& computed, FirstContact const&) {
    Table table{"Group", "Reached of referred", "25 % by day", "50 % by day", "75 % by day"};
    for (Group const& group : computed.groups) {
        auto const& figures = as<FirstContact>(group).quartiles;
        table.row(group_name(group.by))
            .text(ratio(figures.numerator, figures.denominator))
            .text(number(figures.q1))
            .text(number(figures.median))
            .text(number(figures.q3))
            .reason(group.reason);
    }
    return table.take() + cards(computed.groups, [](Group const& group) {
               auto const& figures = as<FirstContact>(group);
               return incidence_chart(figures.incidence_at) +
                      R"(<ul class="key"><li>from below: first contact, declined, ineligible</li></ul>)" +
                      incidence_table(figures);
           });
}

}  // namespace

std::string figures_html(MetricReport const& computed) {
    if (computed.groups.empty()) return R"(<p class="none">Nothing to count in this period.</p>)";
    // All groups of a metric have figures of one kind, which chooses the body.
    return std::visit([&](auto const& kind) { return body(computed, kind); }, computed.groups.front().figures);
}

}  // namespace cairn::evaluation
