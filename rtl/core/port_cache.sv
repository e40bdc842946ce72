//===- port_cache.sv - the fields of the current port ------------------------===//
//
// Reads the entries of a port and of its population, then makes the strides of the weight and state arrays, and before
// that the first potential's place, with one multiplier. A burst of spikes at one port pays this once.
//
//===----------------------------------------------------------------------===//

module port_cache (
    input  logic                                 clk,
    input  logic                                 rst,
    input  logic                                 table_written,
    input  logic                                 start,
    input  logic [      chip_pkg::PORT_BITS-1:0] index,
    output logic                                 busy,
    output logic                                 valid,
    output logic [      chip_pkg::PORT_BITS-1:0] current,
    output logic                                 port_read,
    output logic [   chip_pkg::ADDRESS_BITS-1:0] port_address,
    input  logic [                         15:0] port_data,
    output logic                                 population_read,
    output logic [   chip_pkg::ADDRESS_BITS-1:0] population_address,
    input  logic [                         15:0] population_data,
    output chip_pkg::port_entry_t                port,
    output logic [chip_pkg::COORDINATE_BITS-1:0] height,
    output logic [chip_pkg::COORDINATE_BITS-1:0] width,
    output logic [    chip_pkg::GROUPS_BITS-1:0] groups,
    // State word of group 0, row 0, column 0: of a potential, or of a current where neurons keep them.
    output logic [   chip_pkg::ADDRESS_BITS-1:0] first_potential,
    // Words of weights of a kernel row, of a channel, and from one tap to the next along x and y. Packed, two of them
    // share a word of the memory: one bit more than an address.
    output logic [     chip_pkg::ADDRESS_BITS:0] row_weights,
    output logic [     chip_pkg::ADDRESS_BITS:0] channel_weights,
    output logic [     chip_pkg::ADDRESS_BITS:0] step_x_weights,
    output logic [     chip_pkg::ADDRESS_BITS:0] step_y_weights,
    // State words of a group.
    output logic [   chip_pkg::ADDRESS_BITS-1:0] plane,
    // ceil(2^14 / S) of the strides S.
    output logic [                         14:0] reciprocal_y,
    output logic [                         14:0] reciprocal_x
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Factor = Address + 1;
  // Of the population all that is needed stands in front of the fields of a firing.
  localparam int PopulationWords = chip_pkg::POPULATION_HAS_SUBTRACT_WORD + 1;
  localparam logic [2:0] Idle = 0, Reading = 1, RowWeights = 2, ChannelWeights = 3, StepY = 4, StepX = 5, Plane = 6;

  chip_pkg::population_entry_t population;
  logic [16*PopulationWords-1:0] population_words;
  logic [2:0] step;
  logic port_busy, population_start, population_busy, first_word;
  logic [Factor-1:0] factor, product;
  logic [chip_pkg::COORDINATE_BITS-1:0] other_factor;
  logic [2:0] parameters;

  // The population is the first field of a port entry: its read starts when the first word is there.
  table_reader #(
      .INDEX_BITS(chip_pkg::PORT_BITS), .WORDS(chip_pkg::PORT_ENTRY_WORDS),
      .STRIDE_BITS(chip_pkg::PORT_ENTRY_STRIDE_BITS)
  ) port_reader (
      .clk, .rst, .start, .index, .words((chip_pkg::PORT_ENTRY_STRIDE_BITS + 1)'(chip_pkg::PORT_ENTRY_WORDS)),
      .busy(port_busy), .read(port_read), .read_address(port_address), .read_data(port_data), .entry(port));

  table_reader #(
      .INDEX_BITS(chip_pkg::POPULATION_BITS), .WORDS(PopulationWords),
      .STRIDE_BITS(chip_pkg::POPULATION_ENTRY_STRIDE_BITS)
  ) population_reader (
      .clk, .rst, .start(population_start), .index(port_data[chip_pkg::POPULATION_BITS-1:0]),
      .words((chip_pkg::POPULATION_ENTRY_STRIDE_BITS + 1)'(PopulationWords)),
      .busy(population_busy), .read(population_read), .read_address(population_address),
      .read_data(population_data), .entry(population_words));

  assign population_start = step == Reading && first_word;
  assign busy = step != Idle;
  assign height = population.height;
  assign width = population.width;
  assign groups = population.groups;
  assign population = (16 * chip_pkg::POPULATION_ENTRY_WORDS)'(population_words);
  parameter_words parameter_words (
      .kind(population.kind), .has_lower_bound(population.has_lower_bound), .has_bias(population.has_bias),
      .has_subtract(population.has_subtract), .words(parameters));

  // One table for both strides.
  logic [14:0] reciprocal;
  always_comb begin
    reciprocal = 'x;
    if (busy) begin
      reciprocal = 15'd16384;
      for (int s = 2; s < 16; s++)
        if ((step == StepY ? port.stride_y : port.stride_x) == chip_pkg::STRIDE_BITS'(s)) reciprocal = 15'((16384 + s - 1) / s);
    end
  end

  always_comb begin
    factor = 'x;
    other_factor = 'x;
    if (step == Reading) begin
      factor = Factor'(population.groups);
      other_factor = chip_pkg::COORDINATE_BITS'(parameters);
    end else if (step == RowWeights) begin
      factor = Factor'(population.groups);
      other_factor = chip_pkg::COORDINATE_BITS'(port.kernel_width);
    end else if (step == ChannelWeights) begin
      factor = row_weights;
      other_factor = chip_pkg::COORDINATE_BITS'(port.kernel_height);
    end else if (step == StepY) begin
      factor = row_weights;
      other_factor = chip_pkg::COORDINATE_BITS'(port.stride_y);
    end else if (step == StepX) begin
      factor = Factor'(population.groups);
      other_factor = chip_pkg::COORDINATE_BITS'(port.stride_x);
    end else if (step == Plane) begin
      factor = Factor'(population.height);
      other_factor = population.width;
    end
    product = factor * Factor'(other_factor);
  end

  always_ff @(posedge clk)
    if (rst) begin
      step <= Idle;
      valid <= 1'b0;
      first_word <= 1'b0;
    end else if (start) begin
      step <= Reading;
      first_word <= 1'b1;
      valid <= 1'b0;
      current <= index;
    end else if (busy) begin
      first_word <= 1'b0;
      if (step == Reading) begin
        // Right in the last of these cycles.
        first_potential <= population.state_base + product[Address-1:0];
        if (!first_word && !population_busy && !port_busy) step <= RowWeights;
      end else if (step == RowWeights) begin
        row_weights <= product;
        step <= ChannelWeights;
      end else if (step == ChannelWeights) begin
        channel_weights <= product;
        step <= StepY;
      end else if (step == StepY) begin
        step_y_weights <= product;
        reciprocal_y <= reciprocal;
        step <= StepX;
      end else if (step == StepX) begin
        step_x_weights <= product;
        reciprocal_x <= reciprocal;
        step <= Plane;
      end else begin
        plane <= product[Address-1:0];
        valid <= 1'b1;
        step <= Idle;
      end
    end else if (table_written) valid <= 1'b0;

  // Tables are written only while nothing is under way.
  always_ff @(posedge clk) if (!rst) assert (!(table_written && busy));

endmodule
