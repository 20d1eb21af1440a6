<?php
/**
 * Commands of WP-CLI.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Cli;

use WP_CLI;

defined( 'ABSPATH' ) || exit;

/**
 * Calls the gateway from the command line: `wp aigw status|chat|usage|models|rotate`.
 */
final class Commands {

	/**
	 * Registers the commands where WP-CLI runs.
	 *
	 * @return void
	 */
	public static function register() {
		if ( defined( 'WP_CLI' ) && WP_CLI && class_exists( 'WP_CLI' ) ) {
			WP_CLI::add_command( 'aigw', __CLASS__ );
		}
	}

	/**
	 * Walks the way to the gateway, step by step.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How rows are printed.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - csv
	 *   - yaml
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     # Where does the way to the gateway end?
	 *     $ wp aigw status
	 *
	 * @param array $args    Arguments.
	 * @param array $options Options.
	 * @return void
	 */
	public function status( $args, $options ) {
		$rows = Actions::status();
		WP_CLI\Utils\format_items( $options['format'] ?? 'table', $rows, array( 'hop', 'state', 'text' ) );
		if ( in_array( 'fail', array_column( $rows, 'state' ), true ) ) {
			WP_CLI::halt( 1 );
		}
	}

	/**
	 * Asks one question and prints the answer.
	 *
	 * ## OPTIONS
	 *
	 * <prompt>
	 * : The question.
	 *
	 * [--model=<model>]
	 * : Name of a model.
	 *
	 * [--system=<text>]
	 * : Instructions before the question.
	 *
	 * [--max-tokens=<number>]
	 * : Longest answer.
	 *
	 * ## EXAMPLES
	 *
	 *     $ wp aigw chat "Say hello."
	 *     $ wp aigw chat "Sum up." --model=gpt-4o-mini --max-tokens=200
	 *
	 * @param array $args    Arguments.
	 * @param array $options Options.
	 * @return void
	 */
	public function chat( $args, $options ) {
		$answer = $this->sound( Actions::chat( (string) $args[0], $options ) );
		WP_CLI::line( $answer['text'] );
		WP_CLI::log( $answer['facts'] );
	}

	/**
	 * Says what was spent.
	 *
	 * ## OPTIONS
	 *
	 * [--from=<day>]
	 * : First day, YYYY-MM-DD. The first of this month by default.
	 *
	 * [--to=<day>]
	 * : Last day. Today by default.
	 *
	 * [--by=<what>]
	 * : day, model, user, feature, caller, role; several with commas.
	 * ---
	 * default: day
	 * ---
	 *
	 * [--format=<format>]
	 * : How rows are printed.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - csv
	 *   - yaml
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     $ wp aigw usage --from=2026-11-01 --by=feature
	 *     $ wp aigw usage --by=day,model --format=csv
	 *
	 * @param array $args    Arguments.
	 * @param array $options Options.
	 * @return void
	 */
	public function usage( $args, $options ) {
		$rows = $this->sound( Actions::usage( $options ) );
		WP_CLI\Utils\format_items( $options['format'] ?? 'table', $rows, $rows ? array_keys( $rows[0] ) : array( 'requests' ) );
	}

	/**
	 * Lists the models that this site may use.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How rows are printed.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - json
	 *   - csv
	 *   - yaml
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     $ wp aigw models --format=json
	 *
	 * @param array $args    Arguments.
	 * @param array $options Options.
	 * @return void
	 */
	public function models( $args, $options ) {
		WP_CLI\Utils\format_items( $options['format'] ?? 'table', $this->sound( Actions::models() ), array( 'id', 'owned_by' ) );
	}

	/**
	 * Replaces the credential; the one before is still tried for a day.
	 *
	 * Without a code the gateway makes a new secret, which the site must hold one already for.
	 *
	 * ## OPTIONS
	 *
	 * [<code>]
	 * : The new connect code. Better by a pipe to standard input, where no process list shows it.
	 *
	 * [--network]
	 * : For the whole network.
	 *
	 * [--force]
	 * : Keep the new one even if it does not work yet.
	 *
	 * ## EXAMPLES
	 *
	 *     # By standard input, where no process list shows it.
	 *     $ wp aigw rotate < code.txt
	 *
	 * @param array $args    Arguments.
	 * @param array $options Options.
	 * @return void
	 */
	public function rotate( $args, $options ) {
		$code = $args[0] ?? ( stream_isatty( STDIN ) ? '' : (string) stream_get_contents( STDIN ) );
		WP_CLI::success( $this->sound( Actions::rotate( (string) $code, ! empty( $options['network'] ), ! empty( $options['force'] ) ) ) );
	}

	/**
	 * Ends with an error's words, or passes a result on.
	 *
	 * @param mixed $result A result or WP_Error.
	 * @return mixed
	 */
	private function sound( $result ) {
		if ( is_wp_error( $result ) ) {
			WP_CLI::error( \Aigw\Messages::for( $result, true ) );
		}
		return $result;
	}
}
