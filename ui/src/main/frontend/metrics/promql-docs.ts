/** What a function of PromQL takes and gives. */
export interface Doc {
  signature: string;
  text: string;
}

const V = 'instant-vector';
const R = 'range-vector';

/** Lines of `name(arguments)|what it does`. */
const LINES = `
abs(v ${V})|The values without their sign.
absent(v ${V})|1 when the selector finds nothing, nothing when it finds something. For alerts on missing series.
absent_over_time(v ${R})|1 when the selector found nothing in the whole window.
avg_over_time(v ${R})|The mean of the samples in the window.
ceil(v ${V})|Rounded up to whole numbers.
changes(v ${R})|How often the value changed in the window.
clamp(v ${V}, min scalar, max scalar)|Values kept between two bounds.
clamp_max(v ${V}, max scalar)|Values not above a bound.
clamp_min(v ${V}, min scalar)|Values not below a bound.
count_over_time(v ${R})|How many samples the window holds.
day_of_month(v ${V})|The day of the month, in UTC, of values that are Unix times.
day_of_week(v ${V})|0 (Sunday) to 6, in UTC, of values that are Unix times.
day_of_year(v ${V})|1 to 366, in UTC, of values that are Unix times.
days_in_month(v ${V})|28 to 31, of values that are Unix times.
delta(v ${R})|Last minus first value of the window, extrapolated to its bounds. For gauges.
deriv(v ${R})|Change per second by a line laid through the samples. For gauges.
double_exponential_smoothing(v ${R}, sf scalar, tf scalar)|A smoothed value that follows the trend. Experimental.
exp(v ${V})|e to the power of the values.
first_over_time(v ${R})|The oldest sample of the window. Experimental.
floor(v ${V})|Rounded down to whole numbers.
histogram_avg(v ${V})|The mean of the observations of native histograms.
histogram_count(v ${V})|How many observations native histograms hold; of a rate: per second.
histogram_fraction(lower scalar, upper scalar, v ${V})|The share of observations between two bounds, e.g. those faster than a target.
histogram_quantile(q scalar, v ${V})|The value below which the share q of the observations lies. Classic buckets keep the label le: histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m]))).
histogram_stddev(v ${V})|The standard deviation of the observations of native histograms.
histogram_stdvar(v ${V})|The variance of the observations of native histograms.
histogram_sum(v ${V})|The sum of the observations of native histograms.
hour(v ${V})|The hour of the day, in UTC, of values that are Unix times.
idelta(v ${R})|The last sample minus the one before. For gauges.
increase(v ${R})|How much a counter grew in the window; resets are taken into account. rate() times the window.
info(v ${V}, selector)|Adds the labels of info metrics such as target_info. Experimental.
irate(v ${R})|Growth per second between the last two samples of the window. For counters that jump; use rate() in alerts.
label_join(v ${V}, dst string, separator string, src string, …)|A label out of several others.
label_replace(v ${V}, dst string, replacement string, src string, regex string)|A label out of another by a regular expression; $1 is its first group.
last_over_time(v ${R})|The newest sample of the window.
ln(v ${V})|The natural logarithm.
log10(v ${V})|The decimal logarithm.
log2(v ${V})|The binary logarithm.
mad_over_time(v ${R})|The median absolute deviation in the window. Experimental.
max_over_time(v ${R})|The greatest sample of the window.
min_over_time(v ${R})|The least sample of the window.
minute(v ${V})|The minute of the hour, in UTC, of values that are Unix times.
month(v ${V})|The month, 1 to 12, in UTC, of values that are Unix times.
pi()|3.14159…
predict_linear(v ${R}, t scalar)|The value t seconds from now if the trend of the window goes on. For gauges such as free disk.
present_over_time(v ${R})|1 for every series with a sample in the window.
quantile_over_time(q scalar, v ${R})|The value below which the share q of the samples lies.
rate(v ${R})|Growth per second over the window; resets are taken into account. For counters. The window should hold four samples: rate(x[$__rate_interval]).
resets(v ${R})|How often a counter started again from a lower value.
round(v ${V}, to_nearest scalar = 1)|Rounded to the nearest multiple.
scalar(v ${V})|The value of a vector of one series as a scalar, else NaN.
sgn(v ${V})|−1, 0 or 1: the sign.
sort(v ${V})|By value, upwards. Of instant queries.
sort_by_label(v ${V}, label string, …)|By labels. Of instant queries. Experimental.
sort_by_label_desc(v ${V}, label string, …)|By labels, downwards. Of instant queries. Experimental.
sort_desc(v ${V})|By value, downwards. Of instant queries.
sqrt(v ${V})|The square root.
stddev_over_time(v ${R})|The standard deviation of the samples of the window.
stdvar_over_time(v ${R})|The variance of the samples of the window.
sum_over_time(v ${R})|The sum of the samples of the window.
time()|The time of evaluation in Unix seconds.
timestamp(v ${V})|When each sample was taken, in Unix seconds.
ts_of_first_over_time(v ${R})|When the first sample of the window was taken. Experimental.
ts_of_last_over_time(v ${R})|When the last sample of the window was taken. Experimental.
ts_of_max_over_time(v ${R})|When the greatest sample of the window was taken. Experimental.
ts_of_min_over_time(v ${R})|When the least sample of the window was taken. Experimental.
vector(s scalar)|A scalar as a vector of one series without labels.
year(v ${V})|The year, in UTC, of values that are Unix times.
sum by (label) (v)|The sum over series; "by" names the labels that stay, "without" those that go.
avg by (label) (v)|The mean over series.
min by (label) (v)|The least over series.
max by (label) (v)|The greatest over series.
count by (label) (v)|How many series there are.
group by (label) (v)|1 for each group.
stddev by (label) (v)|The standard deviation over series.
stdvar by (label) (v)|The variance over series.
topk by (label) (k, v)|The k greatest series at each step, labels kept. Over a range the choice may change from step to step.
bottomk by (label) (k, v)|The k least series at each step, labels kept.
quantile by (label) (q, v)|The value below which the share q of the series lies. Of latencies use histogram_quantile().
count_values by (label) ("name", v)|How many series have each value; the value becomes a label.
limitk by (label) (k, v)|Any k series. Experimental.
limit_ratio by (label) (r, v)|About the share r of the series. Experimental.
offset|The value so long ago: x offset 1d.
bool|0 or 1 instead of filtering: x > bool 5.
on|Series match when these labels are equal.
ignoring|Series match when all labels but these are equal.
group_left|Several series on the left match one on the right, whose labels in parentheses are added.
group_right|Several series on the right match one on the left.
and|Series of the left that have a match on the right.
or|Series of the left, and those of the right that have no match.
unless|Series of the left that have no match on the right.`;

export const DOCS: ReadonlyMap<string, Doc> = new Map(
  LINES.trim().split('\n').map((line) => {
    const [signature, text] = line.split('|') as [string, string];
    return [/^\w+/.exec(signature)![0], { signature, text }];
  }),
);

/** Variables, which are not PromQL's own. */
export const VARIABLES: ReadonlyArray<{ label: string; info: string }> = [
  { label: '$__interval', info: 'The distance between two points of the chart. For increase(): every event is counted once.' },
  { label: '$__rate_interval', info: 'The same, but long enough to hold some samples. For rate().' },
  { label: '$__range', info: 'The length of the time range.' },
];
