//===- taps.sv - walks the taps of one spike ---------------------------------===//
//
// Rows from the lowest kernel row on (output rows downwards), columns likewise, groups innermost: one weight word and
// one state word a cycle, and the next spike starts in the cycle of the last tap.
//
//===----------------------------------------------------------------------===//

module taps (
    input  logic                                 clk,
    input  logic                                 rst,
    input  logic                                 start,
    output logic                                 ready,
    output logic                                 busy,
    // Weights are counted in words of a port, of which two may share a memory word: one bit more than an address.
    input  logic [     chip_pkg::ADDRESS_BITS:0] start_weight,
    input  logic [   chip_pkg::ADDRESS_BITS-1:0] start_state,
    input  logic [chip_pkg::COORDINATE_BITS-1:0] start_row,
    input  logic [chip_pkg::COORDINATE_BITS-1:0] start_col,
    input  logic [    chip_pkg::KERNEL_BITS-1:0] start_ky,
    input  logic [    chip_pkg::KERNEL_BITS-1:0] start_kx,
    input  logic [     chip_pkg::COUNT_BITS-1:0] start_count,
    input  logic                                 start_negative,
    // Fields of the current port; they change only while not busy.
    input  logic [    chip_pkg::KERNEL_BITS-1:0] kernel_height,
    input  logic [    chip_pkg::KERNEL_BITS-1:0] kernel_width,
    input  logic [    chip_pkg::STRIDE_BITS-1:0] stride_y,
    input  logic [    chip_pkg::STRIDE_BITS-1:0] stride_x,
    input  logic [chip_pkg::COORDINATE_BITS-1:0] width,
    input  logic [    chip_pkg::GROUPS_BITS-1:0] groups,
    input  logic [     chip_pkg::ADDRESS_BITS:0] step_x_weights,
    input  logic [     chip_pkg::ADDRESS_BITS:0] step_y_weights,
    input  logic [   chip_pkg::ADDRESS_BITS-1:0] plane,
    output logic                                 tap_valid,
    output logic [     chip_pkg::ADDRESS_BITS:0] tap_weight,
    output logic [   chip_pkg::ADDRESS_BITS-1:0] tap_state,
    output logic [     chip_pkg::COUNT_BITS-1:0] tap_count,
    output logic                                 tap_negative
);

  // Places in the memories; ports are as wide as the fields of tables.
  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Weight = $clog2(chip_pkg::WEIGHT_WORDS) + 1;
  localparam int State = chip_pkg::STATE_WORDS > 1 ? $clog2(chip_pkg::STATE_WORDS) : 1;
  localparam int Kernel = chip_pkg::KERNEL_BITS;

  // Addresses of group 0 at the current tap, and at the first tap of its row; first column of each row.
  logic [Weight-1:0] weight, col_weight, row_weight;
  logic [State-1:0] state, col_state, row_state;
  logic [chip_pkg::COORDINATE_BITS-1:0] row, col, first_col;
  logic [Kernel-1:0] ky, kx, first_kx;
  logic [chip_pkg::GROUPS_BITS-1:0] group;
  logic [Kernel:0] next_ky, next_kx;
  logic last_group, last_col, last_row;

  assign next_ky = (Kernel + 1)'(ky) + (Kernel + 1)'(stride_y);
  assign next_kx = (Kernel + 1)'(kx) + (Kernel + 1)'(stride_x);
  assign last_group = group == groups - 1;
  assign last_col = col == 0 || next_kx >= (Kernel + 1)'(kernel_width);
  assign last_row = row == 0 || next_ky >= (Kernel + 1)'(kernel_height);
  assign tap_valid = busy;
  assign tap_weight = (Address + 1)'(weight);
  assign tap_state = Address'(state);
  assign ready = !busy || (last_group && last_col && last_row);

  always_ff @(posedge clk)
    if (rst) busy <= 1'b0;
    else if (start) busy <= 1'b1;
    else if (ready) busy <= 1'b0;

  // Where the next tap lies: one step from this tap along its groups, from the first group along the columns, or from
  // the row's first tap to the next row.
  logic [Weight-1:0] from_weight, weight_step, next_weight;
  logic [State-1:0] from_state, state_step, next_state;
  // With a bit below that carries.
  logic [State:0] stepped_state;
  logic [State-1:0] wide_width;
  logic next_is_row;
  assign wide_width = State'(width);
  assign next_is_row = last_group && last_col;

  always_comb begin
    from_weight = weight;
    weight_step = 1;
    from_state = state;
    state_step = plane[State-1:0];
    if (last_group) begin
      from_weight = last_col ? row_weight : col_weight;
      weight_step = last_col ? step_y_weights[Weight-1:0] : step_x_weights[Weight-1:0];
      from_state = last_col ? row_state : col_state;
      // -1, or -width less the carry.
      state_step = last_col ? ~wide_width : {State{1'b1}};
    end
    stepped_state = {from_state, 1'b1} + {state_step, next_is_row};
    next_weight = start ? start_weight[Weight-1:0] : from_weight + weight_step;
    next_state = start ? start_state[State-1:0] : stepped_state[State:1];
  end

  always_ff @(posedge clk)
    if (start || busy) begin
      weight <= next_weight;
      state <= next_state;
      if (start || last_group) begin
        col_weight <= next_weight;
        col_state <= next_state;
      end
      if (start || next_is_row) begin
        row_weight <= next_weight;
        row_state <= next_state;
      end
    end

  // A reset of the register, which costs no LUTs.
  always_ff @(posedge clk)
    if (start || (busy && last_group)) group <= 0;
    else if (busy) group <= group + 1;

  always_ff @(posedge clk)
    if (start) begin
      row <= start_row;
      col <= start_col;
      first_col <= start_col;
      ky <= start_ky;
      kx <= start_kx;
      first_kx <= start_kx;
      tap_count <= start_count;
      tap_negative <= start_negative;
    end else if (busy && last_group) begin
      if (!last_col) begin
        col <= col - 1;
        kx <= next_kx[Kernel-1:0];
      end else if (!last_row) begin
        row <= row - 1;
        ky <= next_ky[Kernel-1:0];
        col <= first_col;
        kx <= first_kx;
      end
    end

  always_ff @(posedge clk)
    if (!rst && busy) begin
      assert (ky < kernel_height);
      assert (kx < kernel_width);
      assert (groups != 0);
    end

endmodule
