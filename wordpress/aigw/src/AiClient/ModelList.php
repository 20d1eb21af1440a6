<?php
/**
 * What the gateway says of its models.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

defined( 'ABSPATH' ) || exit;

/**
 * Keeps the raw list of models between requests: fresh for 5 minutes, used further when the gateway fails, and no new try for 30 seconds after a failure.
 */
final class ModelList {

	const FRESH = 300;
	const PAUSE = 30;
	const KEPT  = DAY_IN_SECONDS;

	/**
	 * The transient's name.
	 *
	 * @var string
	 */
	private $key;

	/**
	 * Makes the list of one address and credential.
	 *
	 * @param string $scope What tells them apart, without telling them.
	 */
	public function __construct( string $scope ) {
		$this->key = 'aigw_models_' . $scope;
	}

	/**
	 * The list as far as it needs no asking: `data` where there is a list, `fresh` whether it may be used without asking, `error` why not to ask.
	 *
	 * @return array
	 */
	public function look(): array {
		$kept  = get_transient( $this->key );
		$kept  = is_array( $kept ) ? $kept : array();
		$now   = time();
		$data  = isset( $kept['data'] ) && is_array( $kept['data'] ) ? $kept['data'] : null;
		$tried = (int) ( $kept['failed'] ?? 0 );
		$pause = $now - $tried < self::PAUSE;
		return array(
			'data'  => $data,
			'fresh' => null !== $data && ( $now - (int) ( $kept['at'] ?? 0 ) < self::FRESH || $pause ),
			'error' => $pause ? (string) ( $kept['error'] ?? '' ) : '',
			'code'  => $pause ? (int) ( $kept['code'] ?? 0 ) : 0,
		);
	}

	/**
	 * Keeps a list that just arrived.
	 *
	 * @param array $data Decoded answer.
	 * @return void
	 */
	public function keep( array $data ) {
		set_transient(
			$this->key,
			array(
				'at'   => time(),
				'data' => $data,
			),
			self::KEPT
		);
	}

	/**
	 * Takes note of a failure. A refused key loses its list; an unreachable gateway does not.
	 *
	 * @param string $error What happened.
	 * @param int    $code  Status, or 0.
	 * @return void
	 */
	public function failed( string $error, int $code ) {
		$kept = get_transient( $this->key );
		$kept = is_array( $kept ) && ! in_array( $code, array( 401, 403 ), true ) ? $kept : array();
		set_transient(
			$this->key,
			array(
				'failed' => time(),
				'error'  => $error,
				'code'   => $code,
			) + $kept,
			self::KEPT
		);
	}

	/**
	 * Lets the next look ask at once.
	 *
	 * @return void
	 */
	public function forget() {
		delete_transient( $this->key );
	}
}
