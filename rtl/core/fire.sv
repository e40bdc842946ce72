//===- fire.sv - fires one population, or clears it at RUN -------------------===//
//
// Started only while nothing accumulates, it owns the state memory until `done`. The fields of the population it served
// last stay, so that a core with one population reads them once. RUN visits every word and writes zeros, and notes for
// each destination entry whose it is.
//
//===----------------------------------------------------------------------===//

module fire (
    input  logic                                              clk,
    input  logic                                              rst,
    input  logic [                chip_pkg::CORE_X_BITS-1:0] core_x,
    input  logic [                chip_pkg::CORE_Y_BITS-1:0] core_y,
    input  logic                                              start,
    input  logic                                              start_clearing,
    input  logic                                              start_last,
    input  logic [            chip_pkg::POPULATION_BITS-1:0] start_population,
    output logic                                              busy,
    output logic                                              done,
    // What was started; valid while busy.
    output logic [            chip_pkg::POPULATION_BITS-1:0] population,
    output logic                                              clearing,
    output logic                                              last,
    output chip_pkg::population_entry_t                       fields,
    // Spikes listed by this firing.
    output logic [               chip_pkg::ADDRESS_BITS-1:0] list_length,
    // Tables.
    input  logic                                              table_written,
    output logic                                              population_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] population_address,
    input  logic [                                      15:0] population_data,
    output logic                                              owner_write,
    output logic [           chip_pkg::DESTINATION_BITS-1:0] owner_destination,
    // Memories.
    output logic                                              state_read,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] state_read_address,
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_read_data,
    output logic                                              state_write,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] state_write_address,
    output logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] state_write_data,
    output logic                                              still_active,
    output logic [               chip_pkg::ADDRESS_BITS-1:5] activity_index,
    input  logic [                                      31:0] activity_bits,
    output logic                                              list_write,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] list_address,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] list_y,
    output logic [            chip_pkg::COORDINATE_BITS-1:0] list_x,
    output logic [                chip_pkg::GROUPS_BITS-1:0] list_group,
    output logic [chip_pkg::LANES*chip_pkg::COUNT_BITS-1:0] list_counts
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam logic [2:0] Idle = 0, Load = 1, Area = 2, Words = 3, Scan = 4, Owners = 5;

  logic [2:0] step;
  logic fields_valid, cached, reader_start, reader_busy, scan_start, scan_valid, scan_ready, scan_busy, lanes_busy, finished;
  logic [Address-1:0] area, first_potential, last_potential, scan_word;
  logic [2:0] parameters;
  logic [24:0] reciprocal, width_reciprocal, height_reciprocal;
  logic [chip_pkg::COORDINATE_BITS-1:0] scan_y, scan_x;
  logic [chip_pkg::GROUPS_BITS-1:0] scan_group;
  logic [chip_pkg::DESTINATION_COUNT_BITS-1:0] owned;

  assign cached = fields_valid && population == start_population;
  assign reader_start = start && !cached;
  assign busy = step != Idle;
  assign finished = step == Scan && !scan_busy && !lanes_busy;
  assign done = (finished && !clearing) || (step == Owners && owned == fields.destination_count);
  // Its bounds are registers by the cycle after, when the scan takes the first activity word.
  assign scan_start = step == Words || (start && cached);
  assign parameters = 3'd1 + 3'(fields.has_lower_bound) + 3'(fields.has_bias) + 3'(fields.has_subtract);

  table_reader #(
      .INDEX_BITS(chip_pkg::POPULATION_BITS), .WORDS(chip_pkg::POPULATION_ENTRY_WORDS),
      .STRIDE_BITS(chip_pkg::POPULATION_ENTRY_STRIDE_BITS)
  ) reader (
      .clk, .rst, .start(reader_start), .index(start_population),
      .words((chip_pkg::POPULATION_ENTRY_STRIDE_BITS + 1)'(chip_pkg::POPULATION_ENTRY_WORDS)),
      .busy(reader_busy), .read(population_read), .read_address(population_address),
      .read_data(population_data), .entry(fields));

  // The reciprocal of the width comes first, that of the height a cycle later.
  reciprocal_rom rom (
      .clk, .read((step == Load && !reader_busy) || step == Area),
      .divisor(step == Load ? fields.width : fields.height), .value(reciprocal));

  scan scan (
      .clk, .rst, .start(scan_start), .visit_all(clearing || last || fields.has_bias),
      .first(first_potential), .last(last_potential), .height(fields.height), .width(fields.width),
      .height_reciprocal, .width_reciprocal, .read_index(activity_index), .read_bits(activity_bits),
      .valid(scan_valid), .ready(scan_ready), .word(scan_word), .y(scan_y), .x(scan_x), .group(scan_group),
      .busy(scan_busy));

  fire_lanes lanes (
      .clk, .rst, .core_x, .core_y, .population, .start(scan_start), .clearing, .last, .state_base(fields.state_base), .first_potential, .parameters,
      .reset_to_zero(fields.reset_to_zero), .has_lower_bound(fields.has_lower_bound), .has_bias(fields.has_bias),
      .has_subtract(fields.has_subtract), .upper(fields.upper), .max_count(fields.max_count),
      .valid(scan_valid), .ready(scan_ready), .word(scan_word), .y(scan_y), .x(scan_x), .group(scan_group),
      .busy(lanes_busy), .state_read, .state_read_address, .state_read_data,
      .state_write, .state_write_address, .state_write_data, .still_active,
      .push(list_write), .push_y(list_y), .push_x(list_x), .push_group(list_group), .push_counts(list_counts));

  always_ff @(posedge clk)
    if (rst) begin
      step <= Idle;
      fields_valid <= 1'b0;
    end else begin
      if (start) begin
        population <= start_population;
        clearing <= start_clearing;
        last <= start_last;
        list_length <= 0;
        owned <= 0;
        step <= cached ? Scan : Load;
      end else if (busy) begin
        if (step == Load && !reader_busy) step <= Area;
        else if (step == Area) begin
          area <= Address'(fields.height) * Address'(fields.width);
          first_potential <= fields.state_base + Address'(fields.groups) * Address'(parameters);
          width_reciprocal <= reciprocal;
          step <= Words;
        end else if (step == Words) begin
          last_potential <= first_potential + area * Address'(fields.groups) - 1;
          height_reciprocal <= reciprocal;
          fields_valid <= 1'b1;
          step <= Scan;
        end else if (step == Scan) begin
          if (list_write) list_length <= list_length + 1;
          if (finished) step <= clearing ? Owners : Idle;
        end else if (step == Owners) begin
          owned <= owned + 1;
          if (owned == fields.destination_count) step <= Idle;
        end
      end else if (table_written) fields_valid <= 1'b0;
    end

  assign list_address = fields.list_base + list_length;
  assign owner_write = step == Owners && owned != fields.destination_count;
  assign owner_destination = fields.first_destination + chip_pkg::DESTINATION_BITS'(owned);

  always_ff @(posedge clk)
    if (!rst) begin
      assert (!(start && busy));
      assert (!(table_written && busy));
      if (step == Words) begin
        assert (fields.kind == 0);
        assert (area != 0 && fields.groups != 0);
      end
      // One list word at most for each state word.
      if (list_write) assert (list_length <= last_potential - first_potential);
    end

`ifndef SYNTHESIS
  import "DPI-C" function void snnc_commit_fired(
      input int core_column, input int core_row, input int slot, input int ends_sample);

  // A firing that visits no word commits nothing: only this call tells the steps of a population apart.
  always_ff @(posedge clk)
    if (!rst && done && !clearing)
      snnc_commit_fired(32'(core_x), 32'(core_y), 32'(population), 32'(last));
`endif

endmodule
